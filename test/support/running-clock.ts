import { type Clock, systemClock } from '../../local/clock.ts';

/**
 * A running clock that starts at this time of a day, `08:00` of UTC for example. The warner runs once a day, so what a
 * test sees within a day depends on the time at which it starts.
 */
export function runningClock(timeOfDay: string): Clock {
  const ahead = Date.parse(`2027-01-04T${timeOfDay}Z`) - systemClock.now();
  return { ...systemClock, now: () => systemClock.now() + ahead };
}
