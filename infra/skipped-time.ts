/** Times of day that do not exist on one day, because the clocks go forward. */
export interface SkippedTimes {
  /** The day, `2027-03-28`. */
  readonly day: string;
  /** The first skipped time, `02:00`. */
  readonly from: string;
  /** The last skipped minute, `02:59`. */
  readonly to: string;
  /** The first time that exists again, `03:00`. */
  readonly end: string;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Every zone that changes its clocks does so within this time. */
const DAYS = 400;

/**
 * Finds out whether the clock skips a time of day in the coming year.
 *
 * EventBridge Scheduler does not run a schedule at a time that does not exist.
 *
 * @param time `HH:MM`
 * @param timeZone IANA name
 * @param now ms since the epoch
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function skippedTimes(time: string, timeZone: string, now: number): SkippedTimes | undefined {
  const offsetAt = offsetOf(timeZone);
  for (let day = 0; day < DAYS; day += 1) {
    let before = now + day * DAY_MS;
    let after = before + DAY_MS;
    const gapMs = offsetAt(after) - offsetAt(before);
    if (gapMs <= 0) continue;
    const earlier = offsetAt(before);
    while (after - before > 1_000) {
      const middle = Math.trunc((before + after) / 2);
      if (offsetAt(middle) === earlier) before = middle;
      else after = middle;
    }
    // The local time of the change, as if it were UTC.
    const from = Math.round((after + earlier) / MINUTE_MS) * MINUTE_MS;
    const into = (Date.parse(`1970-01-01T${time}Z`) - (from % DAY_MS) + DAY_MS) % DAY_MS;
    if (into >= gapMs) continue;
    return {
      day: new Date(from).toISOString().slice(0, 10),
      from: timeOf(from),
      to: timeOf(from + gapMs - MINUTE_MS),
      end: timeOf(from + gapMs),
    };
  }
  return undefined;
}

/** The time of day, such as `02:00`, of a local time that is given as if it were UTC. */
function timeOf(localMs: number): string {
  return new Date(localMs).toISOString().slice(11, 16);
}

/** Returns the function from an instant to the zone's distance from UTC, both in ms. */
function offsetOf(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts = Object.fromEntries(
      format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.trunc(instant / 1_000) * 1_000;
  };
}
