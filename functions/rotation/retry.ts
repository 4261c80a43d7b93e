import type { Clock, Random } from '../integration/ports.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { RotationErrorCode } from '../integration/rotation-error.ts';

/**
 * Failures of an exchange with Alation that a second attempt a moment later may well not meet. Throttling is not one:
 * it names its own time.
 */
export const passingAtAlation: ReadonlySet<RotationErrorCode> = new Set([
  'AlationUnavailable',
  'AlationAnswerMalformed',
  'MintOutcomeUnknown',
]);

/** The same for Secrets Manager. */
export const passingAtStore: ReadonlySet<RotationErrorCode> = new Set(['SecretsManagerUnavailable']);

/** How often and how long to try. */
export interface RetryLimits {
  readonly attempts: number;
  /** No attempt starts at or after this instant, ms since the epoch. */
  readonly until: number;
  /** The failures worth another attempt. */
  readonly passing: ReadonlySet<RotationErrorCode>;
  /**
   * Which of them are to be left to the next tick all the same.
   * @default - none
   */
  readonly except?: (error: RotationError) => boolean;
}

/**
 * Tries again after a passing failure, with full jitter (between 0.1 s and 0.6, 1.1, 2.1 … s). Repeating a mint is
 * safe in the sense that the newest access token wins, and a repeated write carries the same ClientRequestToken.
 *
 * @param onFailure told of every failure, the ones that are retried included
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  limits: RetryLimits,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  onFailure: (error: unknown) => void = () => {},
): Promise<T> {
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (error) {
      onFailure(error);
      const delay = 100 + Math.trunc(random() * 500 * 2 ** (made - 1));
      const worthAnother =
        error instanceof RotationError && limits.passing.has(error.code) && limits.except?.(error) !== true;
      if (!worthAnother || made >= limits.attempts || clock.now() + delay >= limits.until) throw error;
      await clock.sleep(delay);
    }
  }
}
