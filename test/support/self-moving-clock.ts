import type { Clock } from '../../functions/integration/ports.ts';

/** A clock on which sleeping takes no real time. */
export interface SelfMovingClock extends Clock {
  /** Moves forward by this many ms. A sleep that would end before the new time ends at the new time. */
  moveBy(ms: number): void;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * A clock that moves by itself: its sleeps end one by one, in the order of time and then of arrival, each when no other
 * code can run. So concurrent work interleaves the same way on every run, as long as all other work consists of promises.
 *
 * @param start ms since the epoch
 */
export function selfMovingClock(start: number): SelfMovingClock {
  let time = start;
  let sleepers: Sleeper[] = [];

  const wakeNext = () => {
    const next = sleepers.reduce((one, other) => (other.wakeAt < one.wakeAt ? other : one));
    sleepers = sleepers.filter((sleeper) => sleeper !== next);
    time = Math.max(time, next.wakeAt);
    next.wake();
    if (sleepers.length > 0) setImmediate(wakeNext);
  };

  return {
    now: () => time,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ wakeAt: time + Math.max(0, ms), wake });
        if (sleepers.length === 1) setImmediate(wakeNext);
      }),
    moveBy: (ms) => {
      time += ms;
    },
  };
}
