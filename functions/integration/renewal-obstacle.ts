import { activeContest } from './contest.ts';
import type { CredentialState, IntegrationState } from './integration-state.ts';

/** Why the rotator does not renew a credential, whatever its age. */
export type RenewalObstacle =
  /** Renewal is off for the integration. */
  | 'Off'
  /** The credential is an OAuth client, and Alation renews only refresh tokens. */
  | 'OAuthClient'
  /** Alation has not accepted the refresh token yet, or refuses it. */
  | 'NotActive'
  /** No other credential serves consumers if the renewal fails. */
  | 'NoReserve'
  /** Another integration, program or person uses one of the credentials. */
  | 'Contested';

/** Why the rotator does not renew this credential; undefined if nothing prevents a renewal. */
export function renewalObstacle(
  state: Pick<IntegrationState, 'renews' | 'credentials' | 'contest'>,
  { name, kind, state: own }: Pick<CredentialState, 'name' | 'kind' | 'state'>,
): RenewalObstacle | undefined {
  if (state.renews !== true) return 'Off';
  if (kind !== 'refresh-token') return 'OAuthClient';
  if (own !== 'active') return 'NotActive';
  // The renewal of a single credential would revoke the published access token.
  if (!state.credentials.some((other) => other.name !== name && other.state === 'active')) return 'NoReserve';
  return activeContest(state) === undefined ? undefined : 'Contested';
}
