import { START } from '../scenario/scenario.ts';

/** Scheduled sweeps that read every integration. They measure how long a recovery takes. */
export interface SweepLog {
  /** @param sweep number of the scheduled sweep; a repeated sweep counts once */
  noteComplete(sweep: number): void;
  /** Number of complete sweeps after that time. */
  completeSince(at: number): number;
}

/** Number of sweeps in the log. No caller needs more. */
const REMEMBERED = 12;

/**
 * Creates an empty log.
 *
 * @param intervalMs time between two scheduled sweeps
 */
export function sweepLog(intervalMs: number): SweepLog {
  const dueAt: number[] = [];
  return {
    noteComplete(sweep) {
      const at = START + sweep * intervalMs;
      if (dueAt.includes(at)) return;
      dueAt.push(at);
      if (dueAt.length > REMEMBERED) dueAt.shift();
    },
    completeSince: (at) => dueAt.filter((one) => one > at).length,
  };
}
