import { type Clock, systemClock } from '../../local/clock.ts';

/**
 * A running clock that starts at this time of a day in UTC, e.g. `08:00`. The warner runs once a day, so the events of a
 * test depend on the time of day at which the test starts.
 */
export function runningClock(timeOfDay: string): Clock {
  const ahead = Date.parse(`2027-01-04T${timeOfDay}Z`) - systemClock.now();
  return { ...systemClock, now: () => systemClock.now() + ahead };
}
