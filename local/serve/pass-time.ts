import type { SweepSummary } from '../../functions/rotation/sweep.ts';
import type { AheadClock } from './ahead-clock.ts';
import type { Schedule } from './schedule.ts';

/** What the schedules started while time passed. */
export interface Passed {
  readonly ticks: number;
  readonly warnerRuns: number;
  /** Runs that failed as a whole; the log says why. */
  readonly failedRuns: number;
  /** Sums over the ticks, by the kind of outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** What time passes over. */
export interface PassTimeDependencies {
  readonly clock: AheadClock;
  readonly schedule: Schedule;
  /** Each ends when the events it sent have been delivered too. */
  tick(): Promise<SweepSummary>;
  warn(): Promise<unknown>;
}

/**
 * Lets that many ms pass at once, with every run that comes due on the way at its own time. One run at the end would
 * show nothing of what time does: attempts that grow rarer in an outage, and the warning of each stage.
 */
export async function passTime(deps: PassTimeDependencies, ms: number): Promise<Passed> {
  const { clock, schedule } = deps;
  const until = clock.now() + ms;
  const outcomes: Record<string, number> = {};
  let ticks = 0;
  let warnerRuns = 0;
  let failedRuns = 0;
  const run = {
    tick: async (): Promise<void> => {
      ticks += 1;
      const summary = await deps.tick();
      for (const [kind, count] of Object.entries(summary.outcomes)) {
        outcomes[kind] = (outcomes[kind] ?? 0) + count;
      }
    },
    warn: async (): Promise<void> => {
      warnerRuns += 1;
      await deps.warn();
    },
  };

  await clock.hurry(async () => {
    for (let at = schedule.nextAt(); at <= until; at = schedule.nextAt()) {
      clock.putAheadTo(at);
      for (const what of schedule.takeDue(clock.now())) {
        await run[what]().catch(() => {
          failedRuns += 1;
        });
      }
    }
  });
  clock.putAheadTo(until);
  return { ticks, warnerRuns, failedRuns, outcomes };
}
