import type { Clock, TokenEndpoints } from '../../integration/ports.ts';
import { RotationError } from '../../integration/rotation-error.ts';

/** How long a host that asks us to slow down is left alone when it does not say how long. */
const DEFAULT_PAUSE_MS = 30_000;

/** Which Alation hosts asked us to slow down, by base URL. */
export interface HostPauses {
  /** Until when no more work is begun there, ms since the epoch; in the past when there is no pause. */
  pausedUntil(host: string): number;
  /** Begins no more work there for that many ms. */
  pause(host: string, ms: number): void;
}

/** No pauses yet. Keep it for longer than a sweep: a pause of an hour outlasts some ticks. */
export function hostPauses(clock: Pick<Clock, 'now'>): HostPauses {
  const untilOf = new Map<string, number>();
  return {
    pausedUntil: (host) => untilOf.get(host) ?? -Infinity,
    pause: (host, ms) => {
      untilOf.set(host, Math.max(untilOf.get(host) ?? -Infinity, clock.now() + ms));
    },
  };
}

/**
 * The endpoints, noticing 429 and Retry-After (RFC 6585 section 4, RFC 9110 section 10.2.3): what one integration is
 * told holds for all of that host. Work under way goes on: after a mint there is no turning back.
 */
export function withHostPauses(endpoints: TokenEndpoints, pauses: HostPauses): TokenEndpoints {
  const heed = async <T>(baseUrl: string, exchange: Promise<T>): Promise<T> => {
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
    mint: (baseUrl, credential) => heed(baseUrl, endpoints.mint(baseUrl, credential)),
    verify: (baseUrl, accessToken, credential) =>
      heed(baseUrl, endpoints.verify(baseUrl, accessToken, credential)),
    inspect: (baseUrl, credential) => heed(baseUrl, endpoints.inspect(baseUrl, credential)),
  };
}
