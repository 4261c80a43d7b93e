import { needsOperator } from '../integration/failure.ts';
import type { CredentialState, IntegrationState, RotationState } from '../integration/integration-state.ts';
import { countOutcome } from '../integration/outcome-counts.ts';
import type { RotationPolicy } from '../integration/policy.ts';
import type { RotationError, RotationErrorCode } from '../integration/rotation-error.ts';
import { backoffDelay, lastAttemptTime } from './backoff.ts';
import { isRejected } from './decide.ts';

/** A failed reconcile, without its error. */
export interface FailureContext {
  /** Version of the credentials secret; undefined if the rotator could not read it. */
  readonly versionId: string | undefined;
  readonly credentials: readonly CredentialState[];
  /** Whether the published access token may be inactive. Then the next sweep verifies it, and mints if it is inactive. */
  readonly inDoubt: boolean;
  readonly baseUrl: string | undefined;
  /**
   * Whether the rotation failed with a 403 and the next rotation can mint from another credential.
   * @default - it cannot
   */
  readonly waits?: boolean;
}

/**
 * The state after a failure. It is `rejected` if Alation rejected every credential. It is `failing` immediately if an operator
 * must act. After a transient failure it is first `retrying`. It becomes `failing` after some attempts, or when the published
 * access token is about to expire, and stays `failing` until a success. A 403 of one credential does not by itself make it
 * `failing` while another credential can mint: the alert about that credential covers the failure.
 */
export function stateAfterFailure(
  before: IntegrationState,
  error: RotationError,
  { versionId, credentials, inDoubt, baseUrl, waits = false }: FailureContext,
  now: number,
  policy: RotationPolicy,
): IntegrationState {
  const sameVersion = before.backoff?.versionId === versionId;
  const attempts = (sameVersion ? (before.backoff?.attempts ?? 0) : 0) + 1;
  const { accessToken } = before;
  const after: IntegrationState = {
    ...before,
    baseUrl,
    credentials,
    outcomes: countOutcome(before.outcomes, 'failed', now),
    accessToken: accessToken && {
      ...accessToken,
      verified: accessToken.verified && !inDoubt,
      // Another program may have used up the quota of versions, so they are counted again.
      versions: error.code === 'PublishFailed' ? undefined : accessToken.versions,
    },
  };
  if (isRejected(after, versionId)) {
    return { ...after, status: statusNow(before, 'rejected', error.code, now), backoff: undefined };
  }
  const isUrgent = inDoubt || isExpiringSoon(before, now, policy);
  const nextAttemptAt =
    isUrgent && error.disposition === 'wait' && error.code !== 'AlationThrottled'
      ? now
      : Math.min(
          now + backoffDelay(attempts, policy, error.detail.retryAfterMs),
          Math.max(now, lastAttemptTime(accessToken?.expiresAt, now, policy)),
        );
  const isFailing =
    (!waits && (error.disposition !== 'wait' || attempts >= policy.toleratedFailures)) ||
    needsOperator(before) ||
    isExpiringSoon(before, now, policy) ||
    // The next sweep ends most of these failures, so the first failure needs no operator.
    (inDoubt && attempts > 1);
  const state = isFailing ? 'failing' : 'retrying';
  return {
    ...after,
    status: statusNow(before, state, error.code, now),
    backoff: versionId === undefined ? undefined : { versionId, attempts, nextAttemptAt },
  };
}

/** Whether the published access token expires within the tolerated number of sweeps. */
function isExpiringSoon({ accessToken }: IntegrationState, now: number, policy: RotationPolicy): boolean {
  return (
    accessToken !== undefined && accessToken.expiresAt - now < policy.toleratedFailures * policy.intervalMs
  );
}

/** The status. Its `since` changes only with the state, so that alerts are about changes. */
export function statusNow(
  before: IntegrationState,
  state: RotationState,
  code: RotationErrorCode | undefined,
  now: number,
): IntegrationState['status'] {
  return { state, code, since: before.status?.state === state ? before.status.since : now };
}
