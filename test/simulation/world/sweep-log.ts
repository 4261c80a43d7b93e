import { START, TICK_MS } from '../scenario/scenario.ts';

/** Ticks with complete sweeps. They measure how long a recovery takes. */
export interface SweepLog {
  /** @param tick number of the tick; a repeated tick counts once */
  noteComplete(tick: number): void;
  /** Number of ticks after that time with a complete sweep. */
  completeSince(at: number): number;
}

/** No caller needs more ticks than this. */
const REMEMBERED = 12;

/** Creates an empty log. */
export function sweepLog(): SweepLog {
  const dueAt: number[] = [];
  return {
    noteComplete(tick) {
      const at = START + tick * TICK_MS;
      if (dueAt.includes(at)) return;
      dueAt.push(at);
      if (dueAt.length > REMEMBERED) dueAt.shift();
    },
    completeSince: (at) => dueAt.filter((one) => one > at).length,
  };
}
