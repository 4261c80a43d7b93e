import { seededBytes } from '../alation/random-bytes.ts';
import { startLocalAlation } from '../alation/server.ts';
import { startLocalAws } from '../aws/server.ts';
import { movableClock } from '../clock.ts';
import { install } from '../installation/installation.ts';
import { silentLog } from '../installation/silent.ts';
import { createAgenda } from './agenda.ts';
import { engageCast, showEvent } from './cast.ts';
import { eagerClock } from './eager-clock.ts';
import { planIncidents } from './incidents.ts';
import { integrationResult, type RunResult } from './result.ts';
import { seededRandom } from './seeded-random.ts';
import { ageInDays, stories } from './stories.ts';
import { alertHeadlines, timelineEntry } from './timeline.ts';
import { weeklyLine } from './weekly-line.ts';
import { HOUR_MS, DAY_MS } from '../../functions/time.ts';

/** As the stack schedules them by default. */
const TICKS_PER_HOUR = 4;
const WARNER_AT_MS = 8 * HOUR_MS;
/** Probes make up most of the calls, and nothing here dies that a probe would find: fewer make the run shorter. */
const PROBE_INTERVAL_MS = 4 * HOUR_MS;
const START_MS = Date.UTC(2027, 0, 1);

/** How long to run, what decides the random choices, and where each line of the timeline goes. */
export interface RunRequest {
  readonly days: number;
  readonly seed: number;
  readonly print: (line: string) => void;
}

/**
 * Runs the real handlers for that many simulated days, against an Alation where minting kills the previous access
 * token, and says what became of each integration.
 */
export async function run({ days, seed, print }: RunRequest): Promise<RunResult> {
  const oldestDays = Math.max(...stories.flatMap(({ credentials }) => credentials.map(ageInDays)));
  const movable = movableClock(START_MS - oldestDays * DAY_MS);
  const clock = eagerClock(movable);
  const random = seededRandom(seed);
  const agenda = createAgenda();
  const tell = (who: string, what: string) => print(timelineEntry(START_MS, clock.now(), who, what));

  const alation = await startLocalAlation({ clock, supersession: 'revokes', random: seededBytes(seed) });
  const aws = await startLocalAws({ clock });
  const installation = await install({
    aws,
    alationUrl: alation.url,
    clock,
    random,
    integrations: stories,
    probeIntervalMs: PROBE_INTERVAL_MS,
    log: () => silentLog,
  });
  const cast = engageCast(stories, {
    startMs: START_MS,
    ticksPerHour: TICKS_PER_HOUR,
    alation,
    installation,
    agenda,
    clock,
    random,
    tell,
  });
  planIncidents(START_MS, { alation, agenda, tell });
  aws.events.onEvent(({ event }) => showEvent(cast, event, clock.now()));
  aws.topics.onMessage(({ message, attributes }) => {
    const to = attributes['owner']?.value ?? 'everybody';
    for (const line of alertHeadlines(message)) tell('alert', `to ${to}: ${line}`);
  });

  const moveTo = async (at: number): Promise<void> => {
    if (at > clock.now()) await movable.set(at);
    await agenda.doDue(at);
  };
  const tick = async (index: number): Promise<void> => {
    const at = START_MS + (index * HOUR_MS) / TICKS_PER_HOUR;
    await moveTo(at);
    await installation.rotate();
    if (at % DAY_MS === WARNER_AT_MS) await installation.warn();
    await installation.deliverEvents();
    for (const { consumer, callsAtTick, watcher } of cast) {
      if (index % TICKS_PER_HOUR === callsAtTick) await consumer.read();
      await watcher.look(1 / TICKS_PER_HOUR);
    }
  };

  try {
    for (let day = -oldestDays; day < 0; day++) await moveTo(START_MS + day * DAY_MS);
    for (let index = 0; index < days * 24 * TICKS_PER_HOUR; index++) {
      await tick(index);
      if ((index + 1) % (7 * 24 * TICKS_PER_HOUR) === 0) tell('week', weeklyLine(cast));
    }
  } finally {
    installation.close();
    await Promise.all([alation.close(), aws.close()]);
  }
  const integrations = cast.map(({ story, consumer, watcher }) =>
    integrationResult(story, consumer.tally(), watcher.result()),
  );
  return { days, seed, integrations };
}
