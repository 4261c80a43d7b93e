import type { WarnSummary } from '../../functions/warning/warn.ts';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import type { Installation } from '../installation/installation.ts';

/** Runs of the functions, one after another, each followed by what its events start. */
export interface Runs {
  /** A tick of the rotator's schedule; its own sweep is the answer. */
  tick(): Promise<SweepSummary>;
  /** The warner's daily run. */
  warn(): Promise<WarnSummary>;
  /** Runs what events have started that came from elsewhere. */
  deliver(): void;
  /** Resolves when nothing is under way or waiting, what events have started included. */
  ended(): Promise<void>;
}

/** Takes turns as a schedule with a long enough interval would: no run meets another. */
export function createRuns(installation: Installation): Runs {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result
      .catch(() => undefined)
      .then(() => installation.deliverEvents())
      .catch(() => undefined);
    return result;
  };
  return {
    tick: () => inTurn(() => installation.rotate()),
    warn: () => inTurn(() => installation.warn()),
    deliver: () => void inTurn(async () => undefined),
    ended: async () => {
      await last;
    },
  };
}
