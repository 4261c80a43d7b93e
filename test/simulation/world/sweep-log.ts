import { START, TICK_MS } from '../scenario/scenario.ts';

/** The ticks whose sweeps came to their end: by these it is told how long something may take to be made good. */
export interface SweepLog {
  /** @param tick number of the tick; a doubled tick is still one */
  noteComplete(tick: number): void;
  /** How many ticks after that instant were swept to the end. */
  completeSince(at: number): number;
}

/** Nobody asks for more ticks than this. */
const REMEMBERED = 12;

/** Makes an empty log. */
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
