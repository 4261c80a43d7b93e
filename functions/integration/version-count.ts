import { DAY_MS } from '../time.ts';

/**
 * How many versions of the access-token secret were stored on a day and on the day before, in UTC. Two days contain the
 * last 24 hours at any time, so the number of young versions may be too high, never too low.
 */
export interface VersionCount {
  /** Beginning of the day, ms since the epoch. */
  readonly day: number;
  readonly today: number;
  readonly before: number;
}

/** Counts the versions younger than a day by the times at which they were stored, in ms since the epoch. */
export function countYoung(times: readonly number[], now: number): VersionCount {
  const day = dayOf(now);
  const young = times.filter((at) => at > now - DAY_MS);
  const today = young.filter((at) => at >= day).length;
  return { day, today, before: young.length - today };
}

/** Converts a count to the day of `now`. */
export function countOn({ day, today, before }: VersionCount, now: number): VersionCount {
  // A clock that was ahead counted on a later day, so all counted versions may be young.
  if (dayOf(now) <= day) return { day, today, before };
  return { day: dayOf(now), today: 0, before: dayOf(now) - day > DAY_MS ? 0 : today };
}

/** The count after one more version was stored. */
export function countOneMore(count: VersionCount, now: number): VersionCount {
  const counted = countOn(count, now);
  return { ...counted, today: counted.today + 1 };
}

function dayOf(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS;
}
