import type { Clock, Random } from './ports.ts';
import { RotationError } from './rotation-error.ts';
import type { RotationErrorCode } from './rotation-error.ts';

/**
 * Transient failures of a request to Alation after which a retry within seconds may succeed. Throttling is not included,
 * because the rotator then waits longer.
 */
export const transientAtAlation: ReadonlySet<RotationErrorCode> = new Set([
  'AlationUnavailable',
  'AlationAnswerMalformed',
  'MintOutcomeUnknown',
]);

/** Transient failures of Secrets Manager. */
export const transientAtStore: ReadonlySet<RotationErrorCode> = new Set(['SecretsManagerUnavailable']);

/** The longest random part of a delay, so that retries without a limit do not become rare. */
const LONGEST_JITTER_MS = 8_000;

/** The limits of retries. */
export interface RetryLimits {
  /**
   * The largest number of attempts.
   * @default - no limit except `until`
   */
  readonly attempts?: number;
  /** No retry starts at or after this instant, ms since the epoch. */
  readonly until: number;
  /** The failure codes after which a retry follows. */
  readonly transient: ReadonlySet<RotationErrorCode>;
  /**
   * Which of these failures only a later sweep retries.
   * @default - none
   */
  readonly except?: (error: RotationError) => boolean;
}

/**
 * Retries transient failures, with full jitter: after 0.1 s to 0.6 s, then after up to 1.1 s, 2.1 s and so on, at most
 * 8.1 s. A repeated mint is safe: only the newest access token is used. A repeated write of a version
 * carries the same ClientRequestToken.
 *
 * @param onFailure called with every failure, retried or not
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  limits: RetryLimits,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  onFailure: (error: unknown) => void = () => {},
): Promise<T> {
  for (let attemptNumber = 1; ; attemptNumber++) {
    try {
      return await attempt();
    } catch (error) {
      onFailure(error);
      const delay = 100 + Math.trunc(random() * Math.min(LONGEST_JITTER_MS, 500 * 2 ** (attemptNumber - 1)));
      const isRetryable =
        error instanceof RotationError && limits.transient.has(error.code) && limits.except?.(error) !== true;
      if (
        !isRetryable ||
        attemptNumber >= (limits.attempts ?? Infinity) ||
        clock.now() + delay >= limits.until
      )
        throw error;
      await clock.sleep(delay);
    }
  }
}
