import { SCHEDULED_TIME } from '../../functions/contract.ts';
import { seededBytes } from '../alation/random-bytes.ts';
import { createLocalAlation } from '../alation/server.ts';
import { createAwsAccount } from '../aws/local-aws.ts';
import { movableClock } from '../clock.ts';
import { inProcessNetwork } from '../in-process/network.ts';
import { install } from '../installation/installation.ts';
import { silentLog, silentMetrics } from '../installation/silent.ts';
import { createAgenda } from './agenda.ts';
import { eagerClock } from './eager-clock.ts';
import { recipientAlarm } from './recipient-alarm.ts';
import { planIncidents } from './incidents.ts';
import { createMailSubscriptions, declaredSubscriptions } from './mail-subscriptions.ts';
import { createParticipants, passEvent } from './participants.ts';
import { integrationResult, type IntegrationResult, type RunResult, sums } from './result.ts';
import { seededRandom } from './seeded-random.ts';
import { ageInDays, stories as allStories, type Story } from './stories.ts';
import type { TimelineEntry } from './timeline.ts';
import { HOUR_MS, DAY_MS } from '../../functions/time.ts';
import type { Timeline } from '../../picture/timeline.ts';
import { notificationsOf } from '../timeline/notifications-of.ts';
import { createRecorder } from '../timeline/recorder.ts';

/** The default schedules of the rotator and the warner (UTC). */
const SWEEPS_PER_HOUR = 4;
const WARNER_AT_MS = 8 * HOUR_MS;
/** Fewer probes than by default make the run shorter. */
const PROBE_INTERVAL_MS = 4 * HOUR_MS;
/** When the run begins. */
export const START_MS = Date.UTC(2027, 0, 1);
/** No request leaves this process. */
const ALATION_URL = 'https://alation.example.com';
const AWS_URL = 'https://aws.example.com';

/** What to run, and the functions that receive what happens. */
export interface RunRequest {
  readonly days: number;
  /** Seed of all random choices. */
  readonly seed: number;
  /** Receives each entry of the timeline. */
  readonly show: (entry: TimelineEntry) => void;
  /** @default all stories */
  readonly stories?: readonly Story[];
  /** Receives the day of the run, with fractions. */
  readonly onProgress?: (day: number) => void;
}

/** A run that has ended. */
export interface Run {
  readonly result: RunResult;
  /** What happened, for a picture. */
  readonly timeline: Timeline;
}

/**
 * Runs the real handlers for this many simulated days, against an Alation where minting revokes the previous access
 * token. Returns the result of each integration, and what happened over time.
 */
export async function run({ days, seed, show, stories = allStories, onProgress }: RunRequest): Promise<Run> {
  const oldestDays = Math.max(...stories.flatMap(({ credentials }) => credentials.map(ageInDays)));
  const movable = movableClock(START_MS - oldestDays * DAY_MS);
  const clock = eagerClock(movable);
  const random = seededRandom(seed);
  const agenda = createAgenda();
  const showAs = (kind: 'act' | 'total') => (sentence: string) => show({ at: clock.now(), kind, sentence });
  const showAct = showAs('act');

  const alation = createLocalAlation(
    { clock, supersession: 'revokes', random: seededBytes(seed) },
    () => ALATION_URL,
  );
  const aws = { ...createAwsAccount({ clock }), url: AWS_URL };
  const network = inProcessNetwork(aws, alation, clock);
  const declared = declaredSubscriptions(stories);
  const alarm = recipientAlarm(
    declared,
    () => subscriptions,
    (shown) => {
      show({ at: clock.now(), ...shown });
      recorder.alarm(shown.fires, shown.sentence);
    },
  );
  const installation = await install({
    aws,
    alationUrl: ALATION_URL,
    clock,
    random,
    integrations: stories,
    probeIntervalMs: PROBE_INTERVAL_MS,
    declaredSubscriptions: declared.map(({ address }) => `email ${address}`),
    network,
    log: () => silentLog,
    metrics: (functionName) => (functionName === 'warner' ? alarm : silentMetrics),
  });
  const subscriptions = createMailSubscriptions(installation.sns, installation.alertTopicArn, aws.topics);
  for (const one of declared) await subscriptions.subscribe(one);
  const recorder = createRecorder({
    startMs: START_MS,
    clock,
    aws,
    alation,
    integrations: stories,
    shownAs: 'day',
  });
  const all = createParticipants(stories, {
    startMs: START_MS,
    sweepsPerHour: SWEEPS_PER_HOUR,
    alation,
    alationUrl: ALATION_URL,
    fetch: network.fetch,
    installation,
    agenda,
    clock,
    random,
    showAct,
    recorder,
  });
  planIncidents(START_MS, { alation, subscriptions, agenda, showAct, recorder });
  aws.events.onEvent(({ event }) => passEvent(all, event, clock.now()));
  aws.topics.onMessage((message) => {
    for (const alert of notificationsOf(message)) show({ at: clock.now(), kind: 'alert', ...alert });
  });

  const moveTo = async (at: number): Promise<void> => {
    if (at > clock.now()) await movable.set(at);
    await agenda.performDue(at);
  };
  const sweep = async (index: number): Promise<void> => {
    const at = START_MS + (index * HOUR_MS) / SWEEPS_PER_HOUR;
    await moveTo(at);
    await installation.rotate();
    if (at % DAY_MS === WARNER_AT_MS) {
      await installation.warn({ [SCHEDULED_TIME]: new Date(at).toISOString() });
    }
    await installation.deliverEvents();
    recorder.sample();
    for (const { story, consumer, callsAfterSweep, monitor } of all) {
      const { integration } = story;
      if (index % SWEEPS_PER_HOUR === callsAfterSweep) recorder.read(integration, await consumer.read());
      if (!(await monitor.isTokenActive())) recorder.inactive(integration, HOUR_MS / SWEEPS_PER_HOUR);
    }
  };

  const resultsAt = (until: Timeline) =>
    all.map(({ story, monitor }) => integrationResult(story, until, monitor.counts()));
  let timeline: Timeline;
  try {
    for (let day = -oldestDays; day < 0; day++) await moveTo(START_MS + day * DAY_MS);
    for (let index = 0; index < days * 24 * SWEEPS_PER_HOUR; index++) {
      await sweep(index);
      if ((index + 1) % (7 * 24 * SWEEPS_PER_HOUR) === 0)
        showAs('total')(totals(resultsAt(recorder.timeline())));
      onProgress?.((index + 1) / (24 * SWEEPS_PER_HOUR));
    }
    await moveTo(START_MS + days * DAY_MS);
    timeline = recorder.timeline();
  } finally {
    installation.close();
  }
  return { result: { days, seed, integrations: resultsAt(timeline) }, timeline };
}

/** The totals so far, for one entry a week. */
function totals(results: readonly IntegrationResult[]): string {
  const { rotations, reads, failures } = sums(results);
  return `so far ${rotations} rotations, ${reads} consumer reads, ${failures} failed`;
}
