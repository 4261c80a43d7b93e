import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../functions/time.ts';

/** An instant to the minute: `2026-11-25 08:00 UTC`. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A length of time in its largest unit, never more than there is: `59 days`, `23 h`, `12 min`, `less than a minute`. */
export function duration(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}

/** `in 23 h` or `12 min ago`. */
export function fromNow(ms: number, now: number): string {
  return ms >= now ? `in ${duration(ms - now)}` : `${duration(now - ms)} ago`;
}
