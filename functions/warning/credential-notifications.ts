import type { CredentialState } from '../integration/integration-state.ts';
import { CLOCK_TOLERANCE_MS } from '../integration/plausible-state.ts';
import { DAY_MS } from '../time.ts';
import { notificationCredential } from './notification.ts';
import type { Notification } from './notification.ts';
import type { CredentialNotificationState } from './notification-state.ts';
import { EXPIRED_STAGE, isSameExpiry, stageOf } from './warning-stage.ts';

/** When a credential needs a warning. */
export interface WarningPolicy {
  /** Days before a refresh token's expiry. */
  readonly warningDays: readonly number[];
  /** Days after which an OAuth client secret is old; 0 never warns. */
  readonly clientSecretMaxAgeDays: number;
}

/** What a decision about a credential depends on, besides the credential. */
export interface CredentialContext {
  readonly now: number;
  readonly policy: WarningPolicy;
  /** Whether a notification of acceptance names the credential, and so its expiry. */
  readonly isAccepted: boolean;
  /** Whether a notification says that every credential was rejected. */
  readonly allRejected: boolean;
  /** Whether a notification says that rotation works again. */
  readonly isRecovered: boolean;
}

/** Due notifications about one credential, and the notification state once they are sent. */
export interface CredentialNotifications {
  readonly notifications: readonly Notification[];
  readonly nextState: CredentialNotificationState;
}

/** Decides which notifications about one credential are due. */
export function credentialNotifications(
  credential: CredentialState,
  sent: CredentialNotificationState,
  context: CredentialContext,
): CredentialNotifications {
  if (credential.state === 'rejected') return rejection(credential, sent, context);
  if (credential.state === 'forbidden') return forbidden(credential, sent, context);
  if (credential.state === 'active' && isSentAbout(credential, sent))
    return acceptedAgain(credential, sent, context);
  return credential.kind === 'oauth-client'
    ? clientSecretAge(credential, sent, context)
    : expiry(credential, sent, context);
}

/**
 * An expired refresh token is reported as expired, although Alation rejects it. After an estimated expiry only
 * the rejection is certain.
 */
function rejection(
  credential: CredentialState,
  sent: CredentialNotificationState,
  context: CredentialContext,
): CredentialNotifications {
  const isSent = sent.rejectedVersion === credential.versionId;
  const nextState = { ...sent, rejectedVersion: credential.versionId };
  const isExpired =
    credential.expirySource !== 'estimated' && context.now >= (credential.expiresAt ?? Infinity);
  if (isExpired && !isSent) return expiry(credential, nextState, context);
  return {
    notifications:
      isSent || context.allRejected
        ? []
        : [{ kind: 'credential-rejected', credential: notificationCredential(credential) }],
    nextState,
  };
}

/** Marks the version in the notification state whose 403 was sent, unlike a version whose rejection was sent. */
const FORBIDDEN = 'forbidden:';

function forbidden(
  credential: CredentialState,
  sent: CredentialNotificationState,
  context: CredentialContext,
): CredentialNotifications {
  const rejectedVersion = `${FORBIDDEN}${credential.versionId}`;
  const { notifications, nextState } = expiry(credential, { ...sent, rejectedVersion }, context);
  const isSent = sent.rejectedVersion === rejectedVersion;
  const notification: Notification = {
    kind: 'credential-forbidden',
    credential: notificationCredential(credential),
  };
  return { notifications: isSent ? notifications : [notification, ...notifications], nextState };
}

/** Whether the rejection or the 403 of this credential was sent. */
function isSentAbout(
  { versionId }: CredentialState,
  { rejectedVersion }: CredentialNotificationState,
): boolean {
  return rejectedVersion === versionId || rejectedVersion === `${FORBIDDEN}${versionId}`;
}

/** It is sent once. If Alation refuses the credential again, that is sent again. */
function acceptedAgain(
  credential: CredentialState,
  sent: CredentialNotificationState,
  context: CredentialContext,
): CredentialNotifications {
  const others = credentialNotifications(credential, { ...sent, rejectedVersion: undefined }, context);
  if (context.isRecovered) return others;
  const notification: Notification = {
    kind: 'credential-accepted-again',
    credential: notificationCredential(credential),
  };
  return { ...others, notifications: [notification, ...others.notifications] };
}

function expiry(
  credential: CredentialState,
  sent: CredentialNotificationState,
  { now, policy, isAccepted }: CredentialContext,
): CredentialNotifications {
  const { expiresAt } = credential;
  if (expiresAt === undefined) return { notifications: [], nextState: sent };
  const sameExpiry = isSameExpiry(sent.expiresAt ?? -Infinity, expiresAt);
  const sentStage = sameExpiry && isReached(sent, now) ? (sent.stage ?? Infinity) : Infinity;
  const stage = stageOf(expiresAt, now, policy.warningDays);
  if (stage === undefined || stage >= sentStage) return { notifications: [], nextState: sent };

  const nextState: CredentialNotificationState = { ...sent, expiresAt, stage };
  if (stage === EXPIRED_STAGE) {
    const kind =
      credential.expirySource === 'estimated' ? 'refresh-token-expiry-estimated' : 'refresh-token-expired';
    return { notifications: [{ kind, credential: notificationCredential(credential) }], nextState };
  }
  const isCovered = isAccepted && !sameExpiry;
  return {
    notifications: isCovered
      ? []
      : [{ kind: 'refresh-token-expiring', credential: notificationCredential(credential), stage }],
    nextState,
  };
}

/** Whether a sent stage is reached by now. If not, a wrong clock or a person wrote it, and what was sent is unknown. */
function isReached({ expiresAt = 0, stage = 0 }: CredentialNotificationState, now: number): boolean {
  return now >= expiresAt - stage * DAY_MS - CLOCK_TOLERANCE_MS;
}

function clientSecretAge(
  credential: CredentialState,
  sent: CredentialNotificationState,
  { now, policy }: CredentialContext,
): CredentialNotifications {
  const { storedAt } = credential;
  const isOld =
    policy.clientSecretMaxAgeDays > 0 &&
    storedAt !== undefined &&
    now - storedAt >= policy.clientSecretMaxAgeDays * DAY_MS;
  if (!isOld || sent.agedStoredAt === storedAt) return { notifications: [], nextState: sent };
  return {
    notifications: [{ kind: 'client-secret-old', credential: notificationCredential(credential), storedAt }],
    nextState: { ...sent, agedStoredAt: storedAt },
  };
}
