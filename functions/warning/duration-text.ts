import { MINUTE_MS, HOUR_MS, DAY_MS } from '../time.ts';

/** Below this many days, the time to an expiry or since an expiry is given in hours. */
const FEW_DAYS = 3;

/** An instant to the minute: `2026-11-25 08:00 UTC`. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A duration, rounded down: `59 days`, below two days `47 h`, below an hour `12 min`, `less than a minute`. */
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
 * The time to an expiry or since an expiry, rounded down: `14 days`, below three days `71 h`, below an hour `12 min`. The
 * text tolerates a missing minute, because clocks differ: a refresh token of 60 days shows `60 days` when it is stored.
 */
function expiryDistance(ms: number): string {
  if (ms < HOUR_MS - MINUTE_MS) return duration(ms);
  const rounded = ms + MINUTE_MS;
  return rounded < FEW_DAYS * DAY_MS ? `${Math.floor(rounded / HOUR_MS)} h` : duration(rounded);
}

/**
 * When a credential expires or has expired: `expires in 14 days`, `expires in 64 h`, `expired 38 h ago`; `may have expired
 * 38 h ago` if its expiry is an estimate.
 */
export function expiryText(expiresAt: number, now: number, isEstimated = false): string {
  return now < expiresAt
    ? `expires in ${expiryDistance(expiresAt - now)}`
    : `${isEstimated ? 'may have expired' : 'expired'} ${now - expiresAt < MINUTE_MS ? 'just now' : `${expiryDistance(now - expiresAt)} ago`}`;
}

/** The remaining lifetime of a credential: `14 days`, `64 h`, `expired 38 h ago`. */
export function remainingLifetime(expiresAt: number, now: number): string {
  return now < expiresAt ? expiryDistance(expiresAt - now) : expiryText(expiresAt, now);
}

/**
 * The remaining lifetime of a credential and its expiry: `59 days left, until 2027-01-23 08:00 UTC`, `expired 38 h ago, on
 * 2027-01-23 08:00 UTC`.
 */
export function remainingLifetimeUntil(expiresAt: number, now: number): string {
  const until = now < expiresAt ? ' left, until' : ', on';
  return `${remainingLifetime(expiresAt, now)}${until} ${instant(expiresAt)}`;
}
