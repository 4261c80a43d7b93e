import { expiryText, remainingLifetime } from '../../functions/warning/duration-text.ts';
import { daysLeft } from '../../functions/warning/warning-stage.ts';
import type { CredentialState, IntegrationState } from '../../functions/integration/integration-state.ts';
import { renewalObstacle, type RenewalObstacle } from '../../functions/integration/renewal-obstacle.ts';
import { renewsItself } from '../../functions/integration/renewal-outlook.ts';
import { renewalDueAt } from '../../functions/renewal/renewal-due.ts';

/** One credential of an integration. */
export interface CredentialStatus extends Pick<
  CredentialState,
  'name' | 'kind' | 'state' | 'expiresAt' | 'expirySource' | 'storedAt'
> {
  /** Days left, rounded down; undefined for an OAuth client, which does not expire. */
  readonly daysLeft: number | undefined;
  /** The remaining lifetime as a text: `14 days`, `expired 38 h ago`. */
  readonly remainingLifetime: string | undefined;
  /** The expiry as a text: `expires in 14 days`, `expired 38 h ago`. */
  readonly expiry: string | undefined;
  /** Whether the rotator renews the credential before it expires. */
  readonly renewsItself: boolean;
  /** The first mint after this time renews the credential. Ms since the epoch; undefined if the rotator does not renew it. */
  readonly renewsFrom: number | undefined;
  /** Why the rotator does not renew the credential although renewal is on. */
  readonly renewalObstacle: Exclude<RenewalObstacle, 'Off'> | undefined;
}

/**
 * The status of a credential.
 *
 * @param now ms since the epoch
 */
export function credentialStatus(
  credential: CredentialState,
  state: IntegrationState,
  now: number,
): CredentialStatus {
  const { name, kind, expiresAt, expirySource, storedAt } = credential;
  const isRenewed = renewsItself(state, credential);
  const obstacle = renewalObstacle(state, credential);
  return {
    name,
    kind,
    state: credential.state,
    expiresAt,
    expirySource,
    storedAt,
    daysLeft: expiresAt === undefined ? undefined : daysLeft(expiresAt, now),
    remainingLifetime: expiresAt === undefined ? undefined : remainingLifetime(expiresAt, now),
    expiry: expiresAt === undefined ? undefined : expiryText(expiresAt, now),
    renewsItself: isRenewed,
    renewsFrom: isRenewed ? renewalDueAt(state, credential) : undefined,
    renewalObstacle: obstacle === 'Off' ? undefined : obstacle,
  };
}
