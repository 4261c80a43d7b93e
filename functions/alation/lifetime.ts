import type { MintedAccessToken } from '../integration/access-token.ts';
import { MINUTE_MS } from '../time.ts';
import { senderTime } from './http/sender-time.ts';

/** Smaller differences count as no skew: `Date` has whole seconds, and a response takes time to arrive. */
export const MIN_SKEW_MS = MINUTE_MS;

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
 * Alation's clock minus the rotator's clock in ms, by `Date` and `Age` of a response: positive if Alation's clock is
 * ahead. The skew is 0 without `Date`, and for a difference below `MIN_SKEW_MS`. If a gateway sent the response, the skew
 * is that of the gateway's clock.
 *
 * @param receivedAt the rotator's clock when the response arrived
 */
export function measureSkew(headers: Headers, receivedAt: number): number {
  const skew = (senderTime(headers) ?? receivedAt) - receivedAt;
  return Math.abs(skew) < MIN_SKEW_MS ? 0 : skew;
}

/** Whether a reported lifetime in ms can be true. */
export function isPlausible(lifetimeMs: number | undefined, maxMs: number): lifetimeMs is number {
  return lifetimeMs !== undefined && lifetimeMs > 0 && lifetimeMs <= maxMs;
}

/** What a response reports about the lifetime of an access token. */
export interface ReportedLifetime {
  /** In ms: 0 or less if the access token has expired, undefined if the response reports no lifetime that can be true. */
  readonly lifetimeMs: number | undefined;
  /** Whether the response reports an impossible lifetime, or two different lifetimes. */
  readonly isDoubtful: boolean;
}

/**
 * When an access token expires. If Alation reports no lifetime that can be true, the rotator assumes a short lifetime.
 */
export function expiryOf(
  lifetimeMs: number | undefined,
  issuedAt: number,
  assumedLifetimeMs: number,
): Pick<MintedAccessToken, 'expiresAt' | 'expirySource'> {
  return lifetimeMs === undefined
    ? { expiresAt: issuedAt + assumedLifetimeMs, expirySource: 'assumed' }
    : { expiresAt: issuedAt + Math.trunc(lifetimeMs), expirySource: 'reported' };
}
