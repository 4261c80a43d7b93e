import { isRejected } from '../../functions/rotation/decide.ts';
import type { RotationRecord } from '../../functions/rotation/rotation-record.ts';

/** An integration at one moment, as labels and tags show it. */
export interface Observation {
  /** Version under AWSCURRENT of the credentials secret. */
  readonly credentialsVersionId: string | undefined;
  /** Version under AWSCURRENT of the access-token secret. */
  readonly accessTokenVersionId: string | undefined;
  readonly record: RotationRecord;
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
    const { accessToken } = now.record;
    const isDescribed =
      accessToken !== undefined && accessToken.issuedAt !== before.record.accessToken?.issuedAt;
    return { kind: 'published', isDescribed };
  }
  const { credentialsVersionId, record } = now;
  if (credentialsVersionId === undefined) return { kind: 'pending' };
  const wasRejected = isRejected(before.record, credentialsVersionId);
  if (!wasRejected && isRejected(record, credentialsVersionId)) {
    return { kind: 'failed', code: record.status?.code };
  }
  const { backoff } = record;
  const isNew =
    backoff?.versionId === credentialsVersionId &&
    (backoff.attempts !== before.record.backoff?.attempts ||
      backoff.nextAttemptAt !== before.record.backoff.nextAttemptAt);
  return isNew ? { kind: 'failed', code: record.status?.code } : { kind: 'pending' };
}
