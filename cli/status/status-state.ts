import { isRejected } from '../../functions/rotation/decide.ts';
import type { RotationRecord } from '../../functions/rotation/rotation-record.ts';

/** How an integration fares, as a person asks: the rotator's states, and what surrounds them. */
export type StatusState =
  | 'fresh'
  | 'retrying'
  | 'failing'
  | 'rejected'
  | 'expired'
  | 'paused'
  | 'awaiting-credentials'
  /** Credentials that no tick has tried yet. */
  | 'new-credentials';

/** The state of an integration, from its tags. */
export function stateOf(
  record: RotationRecord,
  credentialsVersionId: string | undefined,
  now: number,
): StatusState {
  if (record.paused) return 'paused';
  if (credentialsVersionId === undefined) return 'awaiting-credentials';
  if (isRejected(record, credentialsVersionId)) return 'rejected';
  const isTried =
    record.acceptedVersion === credentialsVersionId || record.backoff?.versionId === credentialsVersionId;
  if (!isTried) return 'new-credentials';
  const state = record.status?.state;
  if (state === 'failing') return state;
  // A rotator that runs would call it failing long before.
  if (record.accessToken !== undefined && now >= record.accessToken.expiresAt) return 'expired';
  return state === 'retrying' ? state : 'fresh';
}
