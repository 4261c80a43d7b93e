import { daysLeft } from './warning-stage.ts';
import { MINUTE_MS, HOUR_MS, DAY_MS } from '../time.ts';

/** Up to this many days, a text also names the hours. */
const FEW_DAYS = 3;

/** An instant to the minute: `2026-11-25 08:00 UTC`. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A duration in its largest unit, rounded down: `59 days`, `23 h`, `12 min`, `less than a minute`. */
export function duration(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}

/** `just now`, `12 min ago`, `6 h ago`, `3 days ago`. */
export function timeAgo(at: number, now: number): string {
  return now - at < MINUTE_MS ? 'just now' : `${duration(now - at)} ago`;
}

/** `in 23 h`, `12 min ago`. */
export function fromNow(at: number, now: number): string {
  return at >= now ? `in ${duration(at - now)}` : timeAgo(at, now);
}

/**
 * The remaining lifetime of a credential: `14 days`, `3 days (64 h)`, `less than a day (16 h)`. It rounds up to the days
 * of the warning's stage, so that the warning of 14 days does not show 13.
 */
export function remainingLifetime(expiresAt: number, now: number): string {
  const leftMs = expiresAt - now;
  if (leftMs < HOUR_MS) return 'less than an hour';
  const hours = Math.floor((leftMs + MINUTE_MS) / HOUR_MS);
  if (leftMs < DAY_MS) return `less than a day (${hours} h)`;
  const count = daysLeft(expiresAt, now);
  const inDays = `${count} ${count === 1 ? 'day' : 'days'}`;
  return count <= FEW_DAYS && hours < count * 24 ? `${inDays} (${hours} h)` : inDays;
}
