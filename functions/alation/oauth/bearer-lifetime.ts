import { decodeJwt } from 'jose';
import { longestLifetimeMs } from '../../integration/plausible-state.ts';
import { SECOND_MS } from '../../time.ts';
import { isPlausible, MIN_SKEW_MS } from '../lifetime.ts';
import type { ReportedLifetime } from '../lifetime.ts';

/**
 * The reported lifetime of a bearer access token: the shorter of `expires_in` and of the lifetime in its own claims. The
 * lifetime is 0 or less if the access token has expired by `expires_in`, and undefined if neither is a lifetime that
 * Alation's settings allow. The lifetime is doubtful if no reported lifetime is possible, or if the two differ by more than
 * a tenth.
 *
 * @param expiresIn of the token response, in seconds (RFC 6749 section 5.1)
 * @param now the time of the mint, ms since the epoch
 */
export function bearerLifetime(accessToken: string, expiresIn: unknown, now: number): ReportedLifetime {
  const seconds = secondsOf(expiresIn);
  if (seconds !== undefined && seconds <= 0) return { lifetimeMs: seconds, isDoubtful: false };
  const reported = [seconds && seconds * SECOND_MS, jwtLifetime(accessToken, now)].filter(
    (lifetime) => lifetime !== undefined,
  );
  const possible = reported.filter((lifetime) => isPlausible(lifetime, longestLifetimeMs['oauth-client']));
  const shortest = possible.length === 0 ? undefined : Math.min(...possible);
  return {
    lifetimeMs: shortest,
    isDoubtful: reported.some((lifetime) => shortest === undefined || contradicts(lifetime, shortest)),
  };
}

/** Whether two lifetimes differ by more than clocks and the time of a request explain: by more than a tenth. */
function contradicts(one: number, other: number): boolean {
  return Math.min(one, other) < 0.9 * Math.max(one, other);
}

/** The RFC defines `expires_in` as a number; some servers send it as text. */
function secondsOf(expiresIn: unknown): number | undefined {
  if (typeof expiresIn === 'number') return expiresIn;
  return typeof expiresIn === 'string' && /^\d{1,12}(?:\.\d+)?$/.test(expiresIn)
    ? Number(expiresIn)
    : undefined;
}

/**
 * The lifetime by `exp` and `iat`, both from Alation's clock. Alation may return a JWT that it minted before. Then only
 * the remaining lifetime counts.
 */
function jwtLifetime(accessToken: string, now: number): number | undefined {
  try {
    const { exp, iat } = decodeJwt(accessToken);
    if (exp === undefined || iat === undefined) return undefined;
    const age = now - iat * SECOND_MS;
    const rest = exp * SECOND_MS - now;
    return age > MIN_SKEW_MS && rest > 0 ? rest : (exp - iat) * SECOND_MS;
  } catch {
    return undefined;
  }
}
