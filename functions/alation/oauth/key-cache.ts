import type { Clock } from '../../integration/ports.ts';
import type { Http } from '../http/http.ts';
import { processJwksResponse, jwksRequest, type SigningKey, type SigningKeys } from './jwks.ts';

/** Keys are fetched anew after ten minutes, so that a withdrawn key does not stay trusted. */
export const KEYS_MAX_AGE_MS = 600_000;

/** Least time between two fetches from one instance, whatever access tokens come along. */
export const KEYS_COOLDOWN_MS = 30_000;

/** What the keys say about a `kid`. */
export type KeyLookup =
  | { readonly state: 'found'; readonly key: SigningKey; readonly skew: number }
  /** The keys were fetched for this very question and it is not among them. */
  | { readonly state: 'unknown' }
  /** It is not among the cached keys, which are too young to be fetched again. */
  | { readonly state: 'undecided' };

/**
 * Looks for a signing key of an instance. Throws the `RotationError` of the fetch when the keys cannot be had; the
 * same error again, without a fetch, during the cooldown.
 */
export type FindSigningKey = (baseUrl: string, kid: string | undefined) => Promise<KeyLookup>;

interface Fetch {
  readonly startedAt: number;
  readonly keys: Promise<SigningKeys>;
}

/**
 * Makes a `FindSigningKey` with a cache per instance. A `kid` that the cached keys lack has them fetched once more,
 * which is how a rotated signing key becomes known; the cooldown keeps a flood of foreign `kid`s from Alation.
 */
export function createKeyCache(http: Http, clock: Clock, timeoutMs: number): FindSigningKey {
  const latest = new Map<string, Fetch>();

  function fetchKeys(baseUrl: string): Fetch {
    const request = http(jwksRequest(baseUrl), AbortSignal.timeout(timeoutMs));
    const started = { startedAt: clock.now(), keys: request.then(processJwksResponse) };
    latest.set(baseUrl, started);
    return started;
  }

  return async (baseUrl, kid) => {
    const cached = latest.get(baseUrl);
    const coolingDown = cached !== undefined && isWithin(clock.now() - cached.startedAt, KEYS_COOLDOWN_MS);
    if (cached !== undefined) {
      const keys = await usable(cached, coolingDown, clock);
      const key = keys === undefined ? undefined : select(keys, kid);
      if (keys !== undefined && key !== undefined) return { state: 'found', key, skew: keys.skew };
      if (coolingDown) return { state: 'undecided' };
    }
    // Somebody else may have begun the same fetch while this waited for the cached one.
    const current = latest.get(baseUrl);
    const fresh = await (current === undefined || current === cached ? fetchKeys(baseUrl) : current).keys;
    const key = select(fresh, kid);
    return key === undefined ? { state: 'unknown' } : { state: 'found', key, skew: fresh.skew };
  };
}

/** A failed fetch is thrown again while the cooldown lasts, and is forgotten after it. */
async function usable(cached: Fetch, coolingDown: boolean, clock: Clock): Promise<SigningKeys | undefined> {
  if (coolingDown) return cached.keys;
  const keys = await cached.keys.catch(() => undefined);
  return keys !== undefined && isWithin(clock.now() - keys.fetchedAt, KEYS_MAX_AGE_MS) ? keys : undefined;
}

/** An age below zero means that the clock was set back: such a thing is not trusted to be young. */
function isWithin(age: number, limit: number): boolean {
  return age >= 0 && age < limit;
}

/** A JWT without `kid` can only mean the one key there is (RFC 7515 section 4.1.4). */
function select({ keys }: SigningKeys, kid: string | undefined): SigningKey | undefined {
  if (kid !== undefined) return keys.find((key) => key.kid === kid);
  return keys.length === 1 ? keys[0] : undefined;
}
