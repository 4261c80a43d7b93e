import { daysLeft } from './warning-stage.ts';
import { MINUTE_MS, HOUR_MS, DAY_MS } from '../time.ts';

/** Up to so many days it matters how much of the last one is left. */
const FEW_DAYS = 3;

/**
 * What a credential has left to live, in words: `14 days`, `3 days (64 h)`, `less than a day (16 h)`. The days are those
 * of the warning's stage, so that nobody reads of 13 days in the warning of 14.
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

/** How long ago that was, in its largest unit: `12 min ago`, `6 h ago`, `3 days ago`. */
export function timeAgo(at: number, now: number): string {
  const agoMs = now - at;
  if (agoMs < MINUTE_MS) return 'just now';
  if (agoMs < HOUR_MS) return `${Math.floor(agoMs / MINUTE_MS)} min ago`;
  if (agoMs < 2 * DAY_MS) return `${Math.floor(agoMs / HOUR_MS)} h ago`;
  return `${Math.floor(agoMs / DAY_MS)} days ago`;
}
