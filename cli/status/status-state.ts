import { activeContest } from '../../functions/integration/contest.ts';
import { isRejected } from '../../functions/rotation/decide.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';

/** State of an integration, as `status` shows it. */
export type StatusState =
  | 'fresh'
  /** Another program or person mints from a credential. */
  | 'contested'
  | 'retrying'
  | 'failing'
  | 'rejected'
  | 'expired'
  | 'paused'
  | 'awaiting-credentials'
  /** No sweep has used the stored credentials yet. */
  | 'new-credentials';

/** The state of an integration, from its tags and the VersionId of its credentials. */
export function stateOf(
  integrationState: IntegrationState,
  credentialsVersionId: string | undefined,
  now: number,
): StatusState {
  if (integrationState.paused) return 'paused';
  if (credentialsVersionId === undefined) return 'awaiting-credentials';
  if (isRejected(integrationState, credentialsVersionId)) return 'rejected';
  const isTried =
    integrationState.acceptedVersion === credentialsVersionId ||
    integrationState.backoff?.versionId === credentialsVersionId;
  if (!isTried) return 'new-credentials';
  const state = integrationState.status?.state;
  if (state === 'failing') return state;
  // A running rotator would have recorded a failure long before the expiry.
  if (integrationState.accessToken !== undefined && now >= integrationState.accessToken.expiresAt)
    return 'expired';
  if (activeContest(integrationState) !== undefined) return 'contested';
  return state === 'retrying' ? state : 'fresh';
}
