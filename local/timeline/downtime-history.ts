import type { Downtime } from '../../picture/timeline.ts';

/** When the published access token of one integration was inactive, and why. */
export interface DowntimeHistory {
  /**
   * Adds that the access token is inactive for this many ms from `at` on (ms since the epoch). If the rotator finds the
   * cause later, the downtime directly before gets this cause.
   */
  add(at: number, ms: number, cause: string | undefined): void;
  downtime(minutes: (at: number) => number): readonly Downtime[];
}

/** A history without downtime. */
export function createDowntimeHistory(): DowntimeHistory {
  const spans: { readonly from: number; to: number; cause: string | undefined }[] = [];
  return {
    add: (at, ms, cause) => {
      const last = spans.at(-1);
      // A sweep takes some time on this clock, so the next call of `add` is a little late.
      const isNext = last !== undefined && at - last.to < ms;
      const { cause: before = cause } = last ?? {};
      if (isNext && before === (cause ?? before)) {
        last.to = at + ms;
        last.cause = before;
      } else spans.push({ from: at, to: at + ms, cause });
    },
    downtime: (minutes) =>
      spans.map(({ from, to, cause = 'the rotator has not found the cause yet' }) => [
        minutes(from),
        minutes(to),
        cause,
      ]),
  };
}

/** How long the published access token was inactive for each cause, in minutes; the longest first. */
export function downtimeByCause(downtime: readonly Downtime[]): readonly CauseOfDowntime[] {
  const byCause = Map.groupBy(downtime, ([, , cause]) => cause);
  return [...byCause]
    .map(([cause, spans]) => ({ cause, minutes: spans.reduce((sum, [from, to]) => sum + to - from, 0) }))
    .toSorted((one, other) => other.minutes - one.minutes);
}

/** A cause of downtime, as a clause, and the length of this downtime. */
export interface CauseOfDowntime {
  readonly cause: string;
  readonly minutes: number;
}
