import { type Clock, systemClock } from '../clock.ts';
import { eagerClock } from '../run/eager-clock.ts';

/** The machine's clock, which can be put ahead. */
export interface AheadClock extends Clock {
  /** Puts it ahead to that instant, ms since the epoch. It never goes back: one that has passed changes nothing. */
  putAheadTo(at: number): void;
  /** Does the work while nobody waits: whoever goes to sleep puts the clock ahead instead. */
  hurry<Result>(work: () => Promise<Result>): Promise<Result>;
  isHurried(): boolean;
}

/** A clock that shows the machine's time until it is put ahead. */
export function aheadClock(): AheadClock {
  let aheadMs = 0;
  let hurries = 0;
  const now = () => systemClock.now() + aheadMs;
  const putAheadTo = (at: number): void => {
    aheadMs += Math.max(0, at - now());
  };
  const eager = eagerClock({ now, set: async (at) => putAheadTo(at) });
  return {
    now,
    sleep: (ms, signal) => (hurries > 0 ? eager : systemClock).sleep(ms, signal),
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
