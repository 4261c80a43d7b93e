import type { Clock, MovableClock } from '../clock.ts';

/**
 * A clock on which nobody waits: whoever sleeps moves the time on. Those that sleep at once wake together, at the
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
