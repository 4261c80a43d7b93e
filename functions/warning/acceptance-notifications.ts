import { credentialsOfAcceptedVersion, isNothingNewAccepted } from '../integration/acceptance.ts';
import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import { notificationCredential } from './notification.ts';
import type { Notification, NotificationCredential } from './notification.ts';
import type { NotificationState } from './notification-state.ts';

/** A due notification of acceptance, and the notification state once it is sent. */
export type AcceptanceNotifications = {
  readonly notifications: readonly Notification[];
  /** The credentials that the notification names as accepted. */
  readonly accepted: readonly NotificationCredential[];
} & Pick<NotificationState, 'acceptedVersion'>;

/**
 * Decides whether the acceptance of stored credentials is due. It is sent once per version, as soon as Alation is known
 * to accept one of them. If Alation rejected all new credentials, their rejection is sent instead.
 */
export function acceptanceNotifications(
  integrationState: IntegrationState,
  sent: NotificationState,
  now: number,
): AcceptanceNotifications {
  const nothing = { notifications: [], acceptedVersion: sent.acceptedVersion, accepted: [] };
  const { acceptedVersion } = integrationState;
  if (acceptedVersion === sent.acceptedVersion) return nothing;
  if (isNothingNewAccepted(integrationState)) return { ...nothing, acceptedVersion };
  const credentials = credentialsOfAcceptedVersion(integrationState);
  // An older credential of this version may have expired meanwhile. Its expiry has its own notification.
  const isUnexpired = ({ expiresAt = Infinity }: CredentialState) => now < expiresAt;
  const accepted = credentials
    .filter((one) => isKnownToBeAccepted(one) && isUnexpired(one))
    .map(notificationCredential);
  if (accepted.length === 0) return nothing;
  const unused = credentials
    .filter((credential) => credential.state === 'unchecked' && !isKnownToBeAccepted(credential))
    .map(({ name }) => name);
  return {
    notifications: [{ kind: 'credentials-accepted', credentials: accepted, unused }],
    acceptedVersion,
    accepted,
  };
}

/** A credential is accepted if a mint from it succeeded, or if Alation reported its expiry. */
function isKnownToBeAccepted({ state, expirySource }: CredentialState): boolean {
  return state === 'active' || (state === 'unchecked' && expirySource === 'reported');
}
