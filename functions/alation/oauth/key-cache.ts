import type { Clock } from '../../integration/ports.ts';
import { MINUTE_MS, SECOND_MS } from '../../time.ts';
import type { Http } from '../http/http.ts';
import { processJwksResponse, jwksRequest, type SigningKeys } from './jwks.ts';

/** Older keys are fetched again, so that a withdrawn key does not stay trusted. */
export const KEYS_MAX_AGE_MS = 10 * MINUTE_MS;

/** Minimum time between two fetches from one instance. */
export const KEYS_COOLDOWN_MS = 30 * SECOND_MS;

/** What a check found with one set of keys. */
export interface Checked<Result> {
  /** Whether one of the keys signed the access token. */
  readonly isSigned: boolean;
  readonly result: Result;
}

/**
 * Checks an access token with the cached keys of an instance. If no cached key signed the access token, the function
 * fetches the keys and checks once more, except during the cooldown. `isCoolingDown`: the cached keys were used, and
 * the cooldown forbids a fetch.
 *
 * @throws RotationError of a failed fetch; during the cooldown the same error again, without a fetch
 */
export type CheckWithKeys = <Result>(
  baseUrl: string,
  check: (keys: SigningKeys) => Promise<Checked<Result>>,
) => Promise<{ readonly result: Result; readonly isCoolingDown: boolean }>;

interface Fetch {
  readonly startedAt: number;
  readonly keys: Promise<SigningKeys>;
}

/**
 * Creates a `CheckWithKeys` with a cache per instance. A new fetch finds a rotated signing key. The cooldown
 * limits the fetches for many access tokens with unknown keys.
 */
export function createKeyCache(http: Http, clock: Clock, timeoutMs: number): CheckWithKeys {
  const latest = new Map<string, Fetch>();

  function fetchKeys(baseUrl: string): Fetch {
    const request = http(jwksRequest(baseUrl), AbortSignal.timeout(timeoutMs));
    const started = { startedAt: clock.now(), keys: request.then(processJwksResponse) };
    latest.set(baseUrl, started);
    return started;
  }

  return async (baseUrl, check) => {
    const cached = latest.get(baseUrl);
    if (cached !== undefined) {
      const isCoolingDown = isWithin(clock.now() - cached.startedAt, KEYS_COOLDOWN_MS);
      const keys = await usableKeys(cached, isCoolingDown, clock);
      const checked = keys && (await check(keys));
      if (checked !== undefined && (checked.isSigned || isCoolingDown)) {
        return { result: checked.result, isCoolingDown };
      }
    }
    // Another call may have started the same fetch while this call waited for the cached keys.
    const current = latest.get(baseUrl);
    const fresh = await (current === undefined || current === cached ? fetchKeys(baseUrl) : current).keys;
    return { result: (await check(fresh)).result, isCoolingDown: false };
  };
}

/** The cached keys, if they are recent. During the cooldown the function throws the error of a failed fetch again. */
async function usableKeys(
  cached: Fetch,
  isCoolingDown: boolean,
  clock: Clock,
): Promise<SigningKeys | undefined> {
  if (isCoolingDown) return cached.keys;
  const keys = await cached.keys.catch(() => undefined);
  return keys !== undefined && isWithin(clock.now() - keys.fetchedAt, KEYS_MAX_AGE_MS) ? keys : undefined;
}

/** An age below zero means that the clock was set back. Then the keys do not count as recent. */
function isWithin(age: number, limit: number): boolean {
  return age >= 0 && age < limit;
}
