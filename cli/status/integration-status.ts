import { defaultPolicy } from '../../functions/integration/policy.ts';
import type { ListedIntegration } from '../../functions/integration/ports.ts';
import { renewalTimeOf, renewalModeOf } from '../../functions/rotation/renewal-time.ts';
import { parseIntegrationState } from '../../functions/integration/integration-state.ts';
import type { AccessTokenState, IntegrationState } from '../../functions/integration/integration-state.ts';
import { credentialStatus, type CredentialStatus } from './credential-status.ts';
import { stateOf, type StatusState } from './status-state.ts';
import { todoOf, type Todo } from './todo.ts';

/** An integration as tags describe it. Times are ms since the epoch. */
export interface IntegrationStatus {
  readonly integration: string;
  readonly owner: string | undefined;
  readonly baseUrl: string | undefined;
  readonly state: StatusState;
  /** Failure code, of a state that has one. */
  readonly code: string | undefined;
  /** Since when it is so, where that is known. */
  readonly since: number | undefined;
  readonly accessToken: AccessTokenState | undefined;
  readonly credentials: readonly CredentialStatus[];
  /** When the published access token was minted. */
  readonly lastRotation: number | undefined;
  /** When the rotator acts next. */
  readonly nextAttempt: number | undefined;
  /**
   * After a failure the rotator put it on record; otherwise it is computed for the default settings, because tags do
   * not hold those of the rotator.
   */
  readonly nextAttemptSource: 'recorded' | 'default-settings' | undefined;
  readonly needsPerson: boolean;
  /** Nothing in it means that nothing is to be done. */
  readonly todo: readonly Todo[];
}

/**
 * Describes an integration from its tags alone.
 *
 * @param soonDays a refresh token with fewer days left needs a person
 */
export function integrationStatus(
  { integration, credentialsVersionId, tags }: ListedIntegration,
  now: number,
  soonDays: number,
): IntegrationStatus {
  const integrationState = parseIntegrationState(tags);
  const state = stateOf(integrationState, credentialsVersionId, now);
  const credentials = integrationState.credentials.map((credential) => credentialStatus(credential, now));
  const todo = todoOf(state, integrationState, credentials, { now, soonDays });
  const next = nextAttempt(integration, state, integrationState);
  const told = state === 'failing' || state === 'retrying' || state === 'rejected' || state === 'fresh';
  return {
    integration,
    owner: integrationState.owner,
    baseUrl: integrationState.baseUrl,
    state,
    code: told ? integrationState.status?.code : undefined,
    since: told ? integrationState.status?.since : undefined,
    accessToken: integrationState.accessToken,
    credentials,
    lastRotation: integrationState.accessToken?.issuedAt,
    nextAttempt: next,
    nextAttemptSource: next === undefined ? undefined : state === 'fresh' ? 'default-settings' : 'recorded',
    needsPerson: todo.some(({ kind }) => kind !== 'resume'),
    todo,
  };
}

function nextAttempt(
  integration: string,
  state: StatusState,
  integrationState: IntegrationState,
): number | undefined {
  const { accessToken, credentials } = integrationState;
  switch (state) {
    case 'failing':
    case 'retrying':
      return integrationState.backoff?.nextAttemptAt;
    case 'fresh':
      if (accessToken === undefined) return undefined;
      return renewalTimeOf(integration, accessToken, defaultPolicy, renewalModeOf(accessToken, credentials));
    case 'paused':
    case 'awaiting-credentials':
    case 'rejected':
    case 'expired':
    case 'new-credentials':
      return undefined;
  }
}
