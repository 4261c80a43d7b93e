import type { Clock } from '../../integration/ports.ts';
import { MINUTE_MS, SECOND_MS } from '../../time.ts';
import type { Http } from '../http/http.ts';
import { processJwksResponse, jwksRequest, type SigningKey, type SigningKeys } from './jwks.ts';

/** Older keys are fetched again, so that a withdrawn key does not stay trusted. */
export const KEYS_MAX_AGE_MS = 10 * MINUTE_MS;

/** Minimum time between two fetches from one instance. */
export const KEYS_COOLDOWN_MS = 30 * SECOND_MS;

/** Result of the search for a `kid`. */
export type KeyLookup =
  | { readonly state: 'found'; readonly key: SigningKey; readonly skew: number }
  /** The keys were fetched for this search and do not contain it. */
  | { readonly state: 'unknown' }
  /** The cached keys do not contain it, and the cooldown forbids another fetch. */
  | { readonly state: 'undecided' };

/**
 * Finds a signing key of an instance. If the fetch of the keys fails, it throws the `RotationError` of the fetch, and
 * the same error again, without a fetch, during the cooldown.
 */
export type FindSigningKey = (baseUrl: string, kid: string | undefined) => Promise<KeyLookup>;

interface Fetch {
  readonly startedAt: number;
  readonly keys: Promise<SigningKeys>;
}

/**
 * Creates a `FindSigningKey` with a cache per instance. For a `kid` that is not in the cache it fetches the keys again,
 * and so finds a rotated signing key. The cooldown protects Alation from a flood of unknown `kid`s.
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
    // Another call may have started the same fetch while this call waited for the cached keys.
    const current = latest.get(baseUrl);
    const fresh = await (current === undefined || current === cached ? fetchKeys(baseUrl) : current).keys;
    const key = select(fresh, kid);
    return key === undefined ? { state: 'unknown' } : { state: 'found', key, skew: fresh.skew };
  };
}

/** The cached keys, if they are recent. During the cooldown it throws the error of a failed fetch again. */
async function usable(cached: Fetch, coolingDown: boolean, clock: Clock): Promise<SigningKeys | undefined> {
  if (coolingDown) return cached.keys;
  const keys = await cached.keys.catch(() => undefined);
  return keys !== undefined && isWithin(clock.now() - keys.fetchedAt, KEYS_MAX_AGE_MS) ? keys : undefined;
}

/** An age below zero means that the clock was set back. Such keys do not count as recent. */
function isWithin(age: number, limit: number): boolean {
  return age >= 0 && age < limit;
}

/** A JWT without `kid` can be matched only if there is exactly one key (RFC 7515 section 4.1.4). */
function select({ keys }: SigningKeys, kid: string | undefined): SigningKey | undefined {
  if (kid !== undefined) return keys.find((key) => key.kid === kid);
  return keys.length === 1 ? keys[0] : undefined;
}
