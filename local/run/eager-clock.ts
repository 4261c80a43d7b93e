import type { Clock, MovableClock } from '../clock.ts';

/**
 * A clock on which sleeping takes no real time: a sleep moves the clock forward. Concurrent sleeps end in the order in which
 * they began. So a sleep ends late if a longer sleep began before it.
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
