import { decodeJwt } from 'jose';
import { longestLifetimeMs } from '../../integration/plausible-state.ts';
import { SECOND_MS } from '../../time.ts';
import { isPlausible, MIN_SKEW_MS } from '../lifetime.ts';

/**
 * The reported lifetime of a bearer access token in ms: the shorter of `expires_in` and of the lifetime in its own
 * claims. 0 or less if the access token has expired by `expires_in`; undefined if neither is a lifetime that Alation's
 * settings allow.
 *
 * @param expiresIn of the token response, in seconds (RFC 6749 section 5.1)
 * @param now the time of the mint, ms since the epoch
 */
export function bearerLifetime(accessToken: string, expiresIn: unknown, now: number): number | undefined {
  const seconds = secondsOf(expiresIn);
  if (seconds !== undefined && seconds <= 0) return seconds;
  const lifetimes = [seconds && seconds * SECOND_MS, jwtLifetime(accessToken, now)].filter((lifetime) =>
    isPlausible(lifetime, longestLifetimeMs['oauth-client']),
  );
  return lifetimes.length === 0 ? undefined : Math.min(...lifetimes);
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
