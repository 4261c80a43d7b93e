import { type Clock, systemClock } from '../clock.ts';

/** The machine's clock, which can be put ahead. */
export interface AheadClock extends Clock {
  /** Puts it ahead by that many ms more. Throws RangeError below 0. Sleepers are not woken. */
  advance(ms: number): void;
}

/** A clock that shows the machine's time until it is put ahead. */
export function aheadClock(): AheadClock {
  let aheadMs = 0;
  return {
    now: () => systemClock.now() + aheadMs,
    sleep: systemClock.sleep,
    advance: (ms) => {
      if (!(ms >= 0)) throw new RangeError(`The clock only moves forward: it was asked to move by ${ms} ms.`);
      aheadMs += ms;
    },
  };
}
