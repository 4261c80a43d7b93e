import type { Clock } from '../clock.ts';
import { eagerClock } from '../run/eager-clock.ts';

/** A running clock that a program can move forward. */
export interface AdjustableClock extends Clock {
  /** Moves the clock forward to that instant, ms since the epoch. An instant in the past changes nothing. */
  moveTo(at: number): void;
  /** Runs the work in fast-forward: a sleep takes no real time but moves the clock. */
  fastForward<Result>(work: () => Promise<Result>): Promise<Result>;
  isFastForwarding(): boolean;
}

/** A clock that shows the time of `base`, plus the time by which it was moved forward. */
export function adjustableClock(base: Clock): AdjustableClock {
  let aheadMs = 0;
  let fastForwards = 0;
  const now = () => base.now() + aheadMs;
  const moveTo = (at: number): void => {
    aheadMs += Math.max(0, at - now());
  };
  const eager = eagerClock({ now, set: async (at) => moveTo(at) });
  return {
    now,
    sleep: (ms, signal) => (fastForwards > 0 ? eager : base).sleep(ms, signal),
    moveTo,
    fastForward: async (work) => {
      fastForwards += 1;
      try {
        return await work();
      } finally {
        fastForwards -= 1;
      }
    },
    isFastForwarding: () => fastForwards > 0,
  };
}
