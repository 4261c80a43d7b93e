import type { WarnSummary } from '../../functions/warning/warn.ts';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import type { Installation } from '../installation/installation.ts';

/** Runs the functions one after another. After each run, runs the functions that its events start. */
export interface Runs {
  /** A scheduled run of the rotator. Returns the summary of its sweep. */
  rotator(): Promise<SweepSummary>;
  /** The daily run of the warner. */
  warner(): Promise<WarnSummary>;
  /** Runs the functions that new events start. Call this method after each event, because a user may send events. */
  deliver(): void;
  /** Resolves when all runs that were started before have ended. */
  idle(): Promise<void>;
}

/**
 * Creates the queue of runs. Runs do not overlap. On AWS, runs of the rotator and of the warner may overlap.
 *
 * @param onEnd called after each run, and after each run that an event starts
 */
export function createRuns(installation: Installation, onEnd: () => Promise<void>): Runs {
  let last: Promise<unknown> = Promise.resolve();
  const enqueue = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result
      .catch(() => undefined)
      .then(onEnd)
      .then(() => installation.deliverEvents(onEnd))
      .catch(() => undefined);
    return result;
  };
  return {
    rotator: () => enqueue(() => installation.rotate()),
    warner: () => enqueue(() => installation.warn()),
    deliver: () => void enqueue(async () => undefined),
    idle: async () => {
      await last;
    },
  };
}
