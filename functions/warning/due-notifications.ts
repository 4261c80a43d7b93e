import type { IntegrationState } from '../integration/integration-state.ts';
import { acceptanceNotifications } from './acceptance-notifications.ts';
import { contestedNotifications } from './contested-notifications.ts';
import { credentialNotifications } from './credential-notifications.ts';
import type { WarningPolicy } from './credential-notifications.ts';
import type { Notification } from './notification.ts';
import type { CredentialNotificationState, NotificationState } from './notification-state.ts';
import { warningDaysOf } from '../integration/renewal-outlook.ts';
import { rotationNotifications } from './rotation-notifications.ts';

/** The due notifications about an integration, and the notification state once they are sent. */
export interface DueNotifications {
  readonly notifications: readonly Notification[];
  readonly nextState: NotificationState;
}

/**
 * Decides, purely, which notifications are due: every stage once per credential and expiry, every change of state once,
 * and those of missed days. A notification of acceptance names the days left, so it covers the present stage.
 */
export function dueNotifications(
  integrationState: IntegrationState,
  sent: NotificationState,
  now: number,
  policy: WarningPolicy,
): DueNotifications {
  const rotation = rotationNotifications(integrationState, sent);
  const contested = contestedNotifications(integrationState, sent, now);
  const acceptance = acceptanceNotifications(integrationState, sent, now);
  const perCredential = integrationState.credentials.map((credential) =>
    credentialNotifications(credential, sentAbout(credential.name, sent), {
      now,
      policy: { ...policy, warningDays: warningDaysOf(integrationState, credential, policy.warningDays) },
      isAccepted: acceptance.accepted.some(({ name }) => name === credential.name),
      allRejected: integrationState.status?.state === 'rejected',
      isRecovered: rotation.notifications.some(({ kind }) => kind === 'rotation-recovered'),
    }),
  );
  return {
    notifications: [
      ...rotation.notifications,
      ...contested.notifications,
      ...acceptance.notifications,
      ...perCredential.flatMap(({ notifications }) => notifications),
    ],
    nextState: {
      state: rotation.state,
      failure: rotation.failure,
      acceptedVersion: acceptance.acceptedVersion,
      contestedOn: contested.contestedOn,
      lifetimeDoubtVersion: contested.lifetimeDoubtVersion,
      credentials: perCredential.map(({ nextState }) => nextState),
    },
  };
}

function sentAbout(name: string, { credentials }: NotificationState): CredentialNotificationState {
  return (
    credentials.find((credential) => credential.name === name) ?? {
      name,
      expiresAt: undefined,
      stage: undefined,
      rejectedVersion: undefined,
      agedStoredAt: undefined,
    }
  );
}
