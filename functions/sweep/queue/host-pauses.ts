import type { Clock, TokenEndpoints } from '../../integration/ports.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import { HOUR_MS } from '../../time.ts';

/** The pause in ms after a 429 without a Retry-After. */
const DEFAULT_PAUSE_MS = 30_000;

/** Pauses of Alation hosts that answered 429, by base URL. */
export interface HostPauses {
  /**
   * When the pause ends, ms since the epoch; in the past if there is no pause. Before that time, work of the host starts
   * only if it has `ignoresPause`.
   */
  pausedUntil(baseUrl: string): number;
  /** Pauses the host for this many ms. A longer pause is not shortened. */
  pause(baseUrl: string, ms: number): void;
}

/**
 * Creates an object without pauses. Keep the object for longer than a sweep: a pause may outlast several sweeps. A
 * pause of more than an hour began while the clock was wrong, so such a pause is ignored.
 */
export function hostPauses(clock: Pick<Clock, 'now'>): HostPauses {
  const untilOf = new Map<string, number>();
  const pausedUntil = (baseUrl: string) => {
    const until = untilOf.get(baseUrl);
    return until === undefined || until > clock.now() + HOUR_MS ? -Infinity : until;
  };
  return {
    pausedUntil,
    pause: (baseUrl, ms) => {
      untilOf.set(baseUrl, Math.max(pausedUntil(baseUrl), clock.now() + ms));
    },
  };
}

/**
 * Wraps the endpoints so that a 429 (RFC 6585 section 4) pauses the host: the rate limit applies to all its integrations.
 * The pause lasts as long as `Retry-After` requests (RFC 9110 section 10.2.3), at most an hour; without it, 30 seconds. Running work does not stop:
 * a rotation must publish its minted access token.
 */
export function withHostPauses(endpoints: TokenEndpoints, pauses: HostPauses): TokenEndpoints {
  const pausing = async <T>(baseUrl: string, exchange: Promise<T>): Promise<T> => {
    try {
      return await exchange;
    } catch (error) {
      if (error instanceof RotationError && error.code === 'AlationThrottled') {
        pauses.pause(baseUrl, error.detail.retryAfterMs ?? DEFAULT_PAUSE_MS);
      }
      throw error;
    }
  };
  return {
    mint: (baseUrl, credential) => pausing(baseUrl, endpoints.mint(baseUrl, credential)),
    verify: (baseUrl, accessToken, credential) =>
      pausing(baseUrl, endpoints.verify(baseUrl, accessToken, credential)),
    inspect: (baseUrl, credential) => pausing(baseUrl, endpoints.inspect(baseUrl, credential)),
    regenerate: (baseUrl, credential) => pausing(baseUrl, endpoints.regenerate(baseUrl, credential)),
  };
}
