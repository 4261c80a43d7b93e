import type { Reads, Span } from '../../picture/timeline.ts';

/** Result of a consumer's read. `accepted-later`: Alation accepted the token after the consumer read the secret again. */
export type ReadOutcome = 'accepted' | 'accepted-later' | 'failed';

/** The reads of one consumer. */
export interface ReadHistory {
  /** @param at ms since the epoch */
  add(outcome: ReadOutcome, at: number): void;
  /** All reads; undefined if there was none. */
  reads(minutes: (at: number) => number): Reads | undefined;
}

/** A history without reads. */
export function createReadHistory(): ReadHistory {
  let count = 0;
  let failed = 0;
  let first: number | undefined;
  let last: ReadOutcome | undefined;
  const refusedOnce: number[] = [];
  const failures: Span[] = [];
  return {
    add: (outcome, at) => {
      count += 1;
      first ??= at;
      if (outcome === 'accepted-later') refusedOnce.push(at);
      if (outcome === 'failed') {
        failed += 1;
        const begun = last === 'failed' ? failures.pop() : undefined;
        failures.push([begun?.[0] ?? at, at]);
      }
      last = outcome;
    },
    reads: (minutes) =>
      first === undefined
        ? undefined
        : {
            from: Math.floor(minutes(first) / 60) * 60,
            count,
            failed,
            refusedOnce: refusedOnce.map(minutes),
            failures: failures.map(([from, to]) => [minutes(from), minutes(to)]),
          },
  };
}
