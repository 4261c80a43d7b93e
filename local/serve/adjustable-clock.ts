import type { Clock } from '../clock.ts';
import { eagerClock } from '../run/eager-clock.ts';

/** A clock that goes on by itself, which can be put ahead. */
export interface AheadClock extends Clock {
  /** Puts it ahead to that instant, ms since the epoch. It never goes back: one that has passed changes nothing. */
  putAheadTo(at: number): void;
  /** Does the work while nobody waits: whoever goes to sleep puts the clock ahead instead. */
  hurry<Result>(work: () => Promise<Result>): Promise<Result>;
  isHurried(): boolean;
}

/** A clock that shows the time of that one until it is put ahead of it. */
export function aheadClock(of: Clock): AheadClock {
  let aheadMs = 0;
  let hurries = 0;
  const now = () => of.now() + aheadMs;
  const putAheadTo = (at: number): void => {
    aheadMs += Math.max(0, at - now());
  };
  const eager = eagerClock({ now, set: async (at) => putAheadTo(at) });
  return {
    now,
    sleep: (ms, signal) => (hurries > 0 ? eager : of).sleep(ms, signal),
    putAheadTo,
    hurry: async (work) => {
      hurries += 1;
      try {
        return await work();
      } finally {
        hurries -= 1;
      }
    },
    isHurried: () => hurries > 0,
  };
}
