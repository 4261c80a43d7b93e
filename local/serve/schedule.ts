import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../functions/time.ts';

const TICK_MS = 15 * MINUTE_MS;
const WARNER_MS = 8 * HOUR_MS;

/** What runs by itself: the rotator's tick every 15 minutes, the warner's daily run at 08:00 UTC. */
export type Scheduled = 'tick' | 'warn';

/** The stack's schedules on a clock of ours. Times are ms since the epoch. */
export interface Schedule {
  /** When something is due next. */
  nextAt(): number;
  /**
   * Takes what is due by then off the schedule. What was missed several times is due once: EventBridge Scheduler would
   * have started a function each time, but a machine that was asleep need not catch up.
   */
  takeDue(now: number): readonly Scheduled[];
}

/** The schedules of a stack that was deployed at that time; its first tick is 15 minutes later. */
export function createSchedule(deployedAt: number): Schedule {
  const due = new Map<Scheduled, { at: number; readonly everyMs: number }>([
    ['tick', { at: deployedAt + TICK_MS, everyMs: TICK_MS }],
    ['warn', { at: after(deployedAt, WARNER_MS, DAY_MS), everyMs: DAY_MS }],
  ]);
  return {
    nextAt: () => Math.min(...[...due.values()].map(({ at }) => at)),
    takeDue: (now) =>
      [...due].flatMap(([what, one]) => {
        if (one.at > now) return [];
        one.at = after(now, one.at, one.everyMs);
        return [what];
      }),
  };
}

/** The first of the times `first`, `first + everyMs`, … that is later than `now`. */
function after(now: number, first: number, everyMs: number): number {
  return first + Math.max(0, Math.floor((now - first) / everyMs) + 1) * everyMs;
}
