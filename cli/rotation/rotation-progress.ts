import { isRejected } from '../../functions/rotation/decide.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';

/** An integration at one moment, as labels and tags show it. */
export interface Observation {
  /** Version under AWSCURRENT of the credentials secret. */
  readonly credentialsVersionId: string | undefined;
  /** Version under AWSCURRENT of the access-token secret. */
  readonly accessTokenVersionId: string | undefined;
  readonly state: IntegrationState;
}

/** How far a requested rotation has come. */
export type RotationProgress =
  | { readonly kind: 'pending' }
  /** A new access token is AWSCURRENT; the tags that describe it may follow a moment later. */
  | { readonly kind: 'published'; readonly isDescribed: boolean }
  | { readonly kind: 'failed'; readonly code: string | undefined };

/**
 * Compares two observations. The secret decides what was published: tags are written after it. A failure shows in the
 * tags alone, and counts only when it is about the credentials that are there now: an attempt with the ones before may
 * still have been under way.
 */
export function rotationProgress(before: Observation, now: Observation): RotationProgress {
  if (now.accessTokenVersionId !== undefined && now.accessTokenVersionId !== before.accessTokenVersionId) {
    const { accessToken } = now.state;
    const isDescribed =
      accessToken !== undefined && accessToken.issuedAt !== before.state.accessToken?.issuedAt;
    return { kind: 'published', isDescribed };
  }
  const { credentialsVersionId, state } = now;
  if (credentialsVersionId === undefined) return { kind: 'pending' };
  const wasRejected = isRejected(before.state, credentialsVersionId);
  if (!wasRejected && isRejected(state, credentialsVersionId)) {
    return { kind: 'failed', code: state.status?.code };
  }
  const { backoff } = state;
  const isNew =
    backoff?.versionId === credentialsVersionId &&
    (backoff.attempts !== before.state.backoff?.attempts ||
      backoff.nextAttemptAt !== before.state.backoff.nextAttemptAt);
  return isNew ? { kind: 'failed', code: state.status?.code } : { kind: 'pending' };
}
