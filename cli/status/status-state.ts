import { isRejected } from '../../functions/rotation/decide.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';

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
  // A rotator that runs would call it failing long before.
  if (integrationState.accessToken !== undefined && now >= integrationState.accessToken.expiresAt)
    return 'expired';
  return state === 'retrying' ? state : 'fresh';
}
