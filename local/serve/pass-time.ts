import type { AheadClock } from './ahead-clock.ts';
import type { Runs } from './runs.ts';
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
  readonly runs: Runs;
}

/**
 * Lets that many ms pass at once, with every run that comes due on the way at its own time, and what its events start.
 * One run at the end would show nothing of what time does: attempts that grow rarer in an outage, and the warning of
 * each stage.
 */
export async function passTime({ clock, schedule, runs }: PassTimeDependencies, ms: number): Promise<Passed> {
  const until = clock.now() + ms;
  const outcomes: Record<string, number> = {};
  const counts = { ticks: 0, warnerRuns: 0, failedRuns: 0 };
  const run = {
    tick: async (): Promise<void> => {
      counts.ticks += 1;
      const summary = await runs.tick();
      for (const [kind, count] of Object.entries(summary.outcomes)) {
        outcomes[kind] = (outcomes[kind] ?? 0) + count;
      }
    },
    warn: async (): Promise<void> => {
      counts.warnerRuns += 1;
      await runs.warn();
    },
  };

  await clock.hurry(async () => {
    for (let at = schedule.nextAt(); at <= until; at = schedule.nextAt()) {
      clock.putAheadTo(at);
      for (const what of schedule.takeDue(clock.now())) {
        await run[what]().catch(() => {
          counts.failedRuns += 1;
        });
        await runs.ended();
      }
    }
  });
  clock.putAheadTo(until);
  return { ...counts, outcomes };
}
