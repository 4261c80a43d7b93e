import type { MintedAccessToken } from '../integration/access-token.ts';
import { DAY_MS, MINUTE_MS } from '../time.ts';
import { senderTime } from './http/sender-time.ts';

/** Smaller differences count as no skew: `Date` has whole seconds, and a response takes time to arrive. */
export const MIN_SKEW_MS = MINUTE_MS;

/** A longer lifetime, above ten years, is taken for an arithmetic error. */
const MAX_LIFETIME_MS = 10 * 365 * DAY_MS;

const ISO_8601 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A timestamp of Alation's API as ms since the epoch; undefined for anything else. Alation's documentation shows
 * milliseconds, its instances send microseconds. A timestamp without a zone is UTC.
 */
export function parseTimestamp(value: unknown): number | undefined {
  const match = typeof value === 'string' ? ISO_8601.exec(value) : null;
  if (match === null) return undefined;
  const time = Date.parse(`${match[1]}${match[2] ?? 'Z'}`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Alation's clock minus the rotator's clock in ms: positive if Alation's clock is ahead. 0 below `MIN_SKEW_MS`, or if
 * the response holds no time.
 *
 * @param headers of a response; `Date` and `Age` give Alation's time
 * @param receivedAt the rotator's clock when the response arrived
 * @param alationNow Alation's time for a response without `Date`
 */
export function measureSkew(headers: Headers, receivedAt: number, alationNow?: number): number {
  const theirs = senderTime(headers) ?? alationNow;
  if (theirs === undefined) return 0;
  const skew = theirs - receivedAt;
  return Math.abs(skew) < MIN_SKEW_MS ? 0 : skew;
}

/** Converts a time of Alation's clock to the rotator's clock. */
export function toOurClock(alationTime: number, skew: number): number {
  return alationTime - skew;
}

/**
 * When an access token expires. If Alation reports no expiry, or one more than ten years away, a short lifetime is
 * assumed.
 */
export function expiryOf(
  reported: number | undefined,
  issuedAt: number,
  assumedLifetimeMs: number,
): Pick<MintedAccessToken, 'expiresAt' | 'expirySource'> {
  return reported === undefined || reported - issuedAt > MAX_LIFETIME_MS
    ? { expiresAt: issuedAt + assumedLifetimeMs, expirySource: 'assumed' }
    : { expiresAt: reported, expirySource: 'reported' };
}
