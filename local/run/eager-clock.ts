import type { Clock, MovableClock } from '../clock.ts';

/**
 * A clock on which sleeping takes no real time: a sleep moves the clock forward. Concurrent sleeps end together, at the
 * latest of their times.
 */
export function eagerClock(clock: Pick<MovableClock, 'now' | 'set'>): Clock {
  return {
    now: clock.now,
    sleep: async (ms) => {
      const wakeAt = clock.now() + ms;
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      if (wakeAt > clock.now()) await clock.set(wakeAt);
    },
  };
}
