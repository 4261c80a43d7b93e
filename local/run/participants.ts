import * as z from 'zod/mini';
import { DAY_MS } from '../../functions/time.ts';
import type { AlationControl } from '../alation/control.ts';
import type { BusEvent } from '../aws/events/event-store.ts';
import type { Clock } from '../clock.ts';
import type { Installation } from '../installation/installation.ts';
import type { Agenda } from './agenda.ts';
import { type Consumer, createConsumer } from './consumer.ts';
import { createMonitor, type Monitor } from './monitor.ts';
import { createOwner, type Owner } from './owner.ts';
import { ageInDays, type Story } from './stories.ts';
import type { ShowAct } from './timeline.ts';
import type { Recorder } from '../timeline/recorder.ts';

/** Owner and consumer of one integration, and the monitor that counts its results. */
export interface Participants {
  readonly story: Story;
  readonly owner: Owner;
  readonly consumer: Consumer;
  readonly monitor: Monitor;
  /**
   * The sweep of each hour, from 0, after which the consumer calls. Random, so that consumers do not all call at the
   * same time.
   */
  readonly callsAfterSweep: number;
}

/** Dependencies of the participants. */
export interface ParticipantDependencies {
  readonly startMs: number;
  readonly sweepsPerHour: number;
  readonly alation: AlationControl;
  readonly alationUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly installation: Installation;
  readonly agenda: Agenda;
  readonly clock: Clock;
  readonly random: () => number;
  readonly showAct: ShowAct;
  readonly recorder: Pick<Recorder, 'act'>;
}

const integrationDetail = z.object({ integration: z.string() });

/** Creates the participants of each story, and plans when their owners create and store credentials. */
export function createParticipants(
  stories: readonly Story[],
  deps: ParticipantDependencies,
): readonly Participants[] {
  const { startMs, sweepsPerHour, alation, alationUrl, fetch, agenda, clock, random, showAct, recorder } =
    deps;
  const { secretsManager } = deps.installation;
  const all = stories.map((story, index) => ({
    story,
    owner: createOwner(story, 100 + index, {
      alation,
      alationUrl,
      secretsManager,
      agenda,
      showAct,
      recorder,
    }),
    consumer: createConsumer(story.integration, { secretsManager, fetch, clock }),
    monitor: createMonitor(story.integration, startMs, { alation, secretsManager }),
    callsAfterSweep: Math.floor(random() * sweepsPerHour),
  }));
  for (const { story, owner } of all) {
    for (const age of new Set(story.credentials.map(ageInDays))) {
      agenda.add(startMs - age * DAY_MS, () => owner.createCredentials(age));
    }
    agenda.add(startMs, () => owner.begin(startMs));
  }
  return all;
}

/** Passes an event to the monitor of its integration, and the warning in the event, if any, to the owner. */
export function passEvent(all: readonly Participants[], event: BusEvent, at: number): void {
  // `Alerts Due` has a list of integrations instead, and is for the warner only.
  const { data } = integrationDetail.safeParse(event.detail);
  const participants = all.find(({ story }) => story.integration === data?.integration);
  const warning = participants?.monitor.countEvent(event, at);
  if (warning !== undefined) participants?.owner.receiveWarning({ ...warning, at });
}
