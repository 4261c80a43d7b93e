import * as z from 'zod/mini';
import type { LocalAlation } from '../alation/server.ts';
import type { BusEvent } from '../aws/events/event-store.ts';
import type { Clock } from '../clock.ts';
import type { Installation } from '../installation/installation.ts';
import type { Agenda } from './agenda.ts';
import { type Consumer, createConsumer } from './consumer.ts';
import { createOwner, type Owner } from './owner.ts';
import { ageInDays, type Story } from './stories.ts';
import type { Tell } from './timeline.ts';
import { createWatcher, type Watcher } from './watcher.ts';

/** Everybody who has to do with one integration. */
export interface CastMember {
  readonly story: Story;
  readonly owner: Owner;
  readonly consumer: Consumer;
  readonly watcher: Watcher;
  /** The tick of each hour at which the consumer calls, so that not all call at once. */
  readonly callsAtTick: number;
}

/** What the cast plays on. */
export interface Stage {
  readonly startMs: number;
  readonly ticksPerHour: number;
  readonly alation: LocalAlation;
  readonly installation: Installation;
  readonly agenda: Agenda;
  readonly clock: Clock;
  readonly random: () => number;
  readonly tell: Tell;
}

const aboutOne = z.object({ integration: z.string() });

/** Engages owner, consumer and watcher of each story, and notes on the agenda when its credentials are made. */
export function engageCast(stories: readonly Story[], stage: Stage): readonly CastMember[] {
  const { startMs, alation, agenda, clock } = stage;
  const { secretsManager } = stage.installation;
  const cast = stories.map((story, index) => ({
    story,
    owner: createOwner(story, 100 + index, { alation, secretsManager, agenda, tell: stage.tell }),
    consumer: createConsumer(story.integration, { secretsManager, fetch: globalThis.fetch, clock }),
    watcher: createWatcher(story.integration, startMs, { alation, secretsManager }),
    callsAtTick: Math.floor(stage.random() * stage.ticksPerHour),
  }));
  for (const { story, owner } of cast) {
    for (const age of new Set(story.credentials.map(ageInDays))) {
      agenda.add(startMs - age * 86_400_000, () => owner.makeCredentials(age));
    }
    agenda.add(startMs, () => owner.begin(startMs));
  }
  return cast;
}

/** Shows an event to the watcher of the integration it is about; a warning among them reaches its owner. */
export function showEvent(cast: readonly CastMember[], event: BusEvent, at: number): void {
  const { integration } = aboutOne.parse(event.detail);
  const member = cast.find(({ story }) => story.integration === integration);
  const warning = member?.watcher.see(event, at);
  if (warning !== undefined) member?.owner.read({ ...warning, at });
}
