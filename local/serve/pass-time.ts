import type { AdjustableClock } from './adjustable-clock.ts';
import type { Runs } from './runs.ts';
import type { Schedule } from './schedule.ts';

/** The scheduled runs during one move of the clock. */
export interface PassedTime {
  readonly rotatorRuns: number;
  readonly warnerRuns: number;
  /** Runs that threw an error, which the log shows. */
  readonly failedRuns: number;
  /** Sums over the runs of the rotator, by kind of outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Dependencies for moving the clock. */
export interface PassTimeDependencies {
  readonly clock: AdjustableClock;
  readonly schedule: Schedule;
  readonly runs: Runs;
}

/**
 * Moves the clock forward by this many ms. Every run that is due in between happens at its own time, and its events
 * start further runs. So the log shows the backoff in an outage and the warning of each stage.
 *
 * @param isEnough called after the runs that were due at one time; if it returns true, the clock moves no further
 */
export async function passTime(
  { clock, schedule, runs }: PassTimeDependencies,
  ms: number,
  isEnough: () => boolean = () => false,
): Promise<PassedTime> {
  const until = clock.now() + ms;
  const outcomes: Record<string, number> = {};
  const counts = { rotatorRuns: 0, warnerRuns: 0, failedRuns: 0 };
  const run = {
    rotator: async (): Promise<void> => {
      counts.rotatorRuns += 1;
      const summary = await runs.rotator();
      for (const [kind, count] of Object.entries(summary.outcomes)) {
        outcomes[kind] = (outcomes[kind] ?? 0) + count;
      }
    },
    warner: async (): Promise<void> => {
      counts.warnerRuns += 1;
      await runs.warner();
    },
  };

  await clock.fastForward(async () => {
    for (let at = schedule.nextAt(); at <= until; at = schedule.nextAt()) {
      clock.moveTo(at);
      for (const name of schedule.takeDue(clock.now())) {
        await run[name]().catch(() => {
          counts.failedRuns += 1;
        });
        await runs.idle();
      }
      if (isEnough()) return;
    }
    clock.moveTo(until);
  });
  return { ...counts, outcomes };
}
