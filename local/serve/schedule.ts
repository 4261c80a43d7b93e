import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../functions/time.ts';

const ROTATOR_INTERVAL_MS = 15 * MINUTE_MS;
const WARNER_TIME_MS = 8 * HOUR_MS;

/** The functions with a schedule: the rotator every 15 minutes, the warner daily at 08:00 UTC. */
export type Scheduled = 'rotator' | 'warner';

/** The schedules of the stack. Times are ms since the epoch. */
export interface Schedule {
  /** The time of the next run. */
  nextAt(): number;
  /**
   * The functions that are due. A function that missed several runs, because the machine slept, is returned once.
   * EventBridge Scheduler would start each of these runs.
   */
  takeDue(now: number): readonly Scheduled[];
}

/** The schedules of a stack that was deployed at that time. The rotator runs for the first time 15 minutes later. */
export function createSchedule(deployedAt: number): Schedule {
  const due = new Map<Scheduled, { at: number; readonly everyMs: number }>([
    ['rotator', { at: deployedAt + ROTATOR_INTERVAL_MS, everyMs: ROTATOR_INTERVAL_MS }],
    ['warner', { at: after(deployedAt, WARNER_TIME_MS, DAY_MS), everyMs: DAY_MS }],
  ]);
  return {
    nextAt: () => Math.min(...[...due.values()].map(({ at }) => at)),
    takeDue: (now) =>
      [...due].flatMap(([name, run]) => {
        if (run.at > now) return [];
        run.at = after(now, run.at, run.everyMs);
        return [name];
      }),
  };
}

/** The first of the times `first`, `first + everyMs`, … that is later than `now`. */
function after(now: number, first: number, everyMs: number): number {
  return first + Math.max(0, Math.floor((now - first) / everyMs) + 1) * everyMs;
}
