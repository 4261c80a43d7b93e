import { isRejected } from '../../functions/rotation/decide.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';

/** An integration at one moment, as labels and tags show it. */
export interface Observation {
  /** VersionId under AWSCURRENT of the credentials secret. */
  readonly credentialsVersionId: string | undefined;
  /** VersionId under AWSCURRENT of the access-token secret. */
  readonly accessTokenVersionId: string | undefined;
  readonly state: IntegrationState;
}

/** What happened to an integration between two observations. */
export type ObservedChange =
  | { readonly kind: 'none' }
  /** A new access token is AWSCURRENT. The rotator writes the tags that describe it a moment later. */
  | { readonly kind: 'published'; readonly isDescribed: boolean }
  | { readonly kind: 'failed'; readonly code: string | undefined }
  /** The rotator answered a request without a mint. `code` says why, unless the access token fulfils the request. */
  | { readonly kind: 'kept'; readonly code: string | undefined };

/**
 * Compares two observations. A new VersionId shows that an access token was published. Only the tags show a failure. A
 * failure counts only if it is about the current credentials: an attempt with earlier credentials may have been running.
 */
export function observedChange(before: Observation, now: Observation): ObservedChange {
  if (now.accessTokenVersionId !== undefined && now.accessTokenVersionId !== before.accessTokenVersionId) {
    const { accessToken } = now.state;
    const isDescribed =
      accessToken !== undefined && accessToken.issuedAt !== before.state.accessToken?.issuedAt;
    return { kind: 'published', isDescribed };
  }
  const { credentialsVersionId, state } = now;
  if (state.answer !== undefined && state.answer.at !== before.state.answer?.at) {
    return { kind: 'kept', code: state.answer.code };
  }
  if (credentialsVersionId === undefined) return { kind: 'none' };
  const wasRejected = isRejected(before.state, credentialsVersionId);
  if (!wasRejected && isRejected(state, credentialsVersionId)) {
    return { kind: 'failed', code: state.status?.code };
  }
  const { backoff } = state;
  const isNew =
    backoff?.versionId === credentialsVersionId &&
    (backoff.attempts !== before.state.backoff?.attempts ||
      backoff.nextAttemptAt !== before.state.backoff.nextAttemptAt);
  return isNew ? { kind: 'failed', code: state.status?.code } : { kind: 'none' };
}
