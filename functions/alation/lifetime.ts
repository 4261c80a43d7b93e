import type { MintedAccessToken } from '../integration/access-token.ts';
import { senderTime } from './http/sender-time.ts';

/** Clocks that differ by less are taken to agree: `Date` has whole seconds, and answers travel. */
export const SKEW_TOLERANCE_MS = 60_000;

/** A life beyond ten years is an error of somebody's arithmetic, not an expiry. */
const MAX_LIFETIME_MS = 10 * 365 * 86_400_000;

const ISO_8601 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?)(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A timestamp of Alation's API as ms since the epoch; undefined when it is none. Documentation shows milliseconds,
 * instances send microseconds; UTC where no zone is given.
 */
export function parseTimestamp(value: unknown): number | undefined {
  const match = typeof value === 'string' ? ISO_8601.exec(value) : null;
  if (match === null) return undefined;
  const time = Date.parse(`${match[1]}${match[2] ?? 'Z'}`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Alation's clock minus ours in ms: positive when Alation's is ahead. 0 below the tolerance, or when there is nothing
 * to measure by.
 *
 * @param headers of an answer; `Date` and `Age` tell Alation's now
 * @param receivedAt our clock when it came
 * @param alationNow Alation's now where the answer has no `Date`
 */
export function measureSkew(headers: Headers, receivedAt: number, alationNow?: number): number {
  const theirs = senderTime(headers) ?? alationNow;
  if (theirs === undefined) return 0;
  const skew = theirs - receivedAt;
  return Math.abs(skew) < SKEW_TOLERANCE_MS ? 0 : skew;
}

/** A time by Alation's clock, told by ours. A clock that is ahead tells each moment too late, hence the minus. */
export function toOurClock(alationTime: number, skew: number): number {
  return alationTime - skew;
}

/**
 * When an access token expires. An expiry that Alation did not tell is a state of its own: neither "never" nor "long
 * ago", but a short life. So is one that is absurdly far away.
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
