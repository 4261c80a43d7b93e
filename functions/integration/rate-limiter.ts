import { HOUR_MS } from '../time.ts';
import type { Clock } from './ports.ts';

const BURST_MS = 250;

/** Resolves as soon as the rate limit allows one more call. */
export type RateLimiter = () => Promise<void>;

/**
 * A token bucket (https://en.wikipedia.org/wiki/Token_bucket).
 *
 * @param perSecond calls a second. After an idle time a quarter of this number may start together, so any one second has
 *   at most 1.25 times this number of calls
 */
export function rateLimiter(perSecond: number, clock: Clock): RateLimiter {
  const spacingMs = 1_000 / perSecond;
  let nextFreeAt = -Infinity;
  return async () => {
    const now = clock.now();
    // A wait this long shows that the clock was ahead: so many calls never wait at the same time.
    if (nextFreeAt > now + Math.max(HOUR_MS, 100 * spacingMs)) nextFreeAt = -Infinity;
    nextFreeAt = Math.max(nextFreeAt + spacingMs, now + Math.min(0, spacingMs - BURST_MS));
    if (nextFreeAt > now) await clock.sleep(nextFreeAt - now);
  };
}
