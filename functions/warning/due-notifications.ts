import { credentialsOfAcceptedVersion, isNothingNewAccepted } from '../integration/acceptance.ts';
import { FAILURE_KINDS, failureOf } from '../integration/failure.ts';
import type { FailureKind } from '../integration/failure.ts';
import type { CredentialState, IntegrationState, RotationStatus } from '../integration/integration-state.ts';
import type { Notification, NotificationCredential } from './notification.ts';
import type { CredentialNotificationState, NotificationState } from './notification-state.ts';
import { EXPIRED_STAGE, isSameExpiry, stageOf } from './warning-stage.ts';
import { DAY_MS } from '../time.ts';

/** When to speak. */
export interface WarningPolicy {
  /** Days before a refresh token's expiry. */
  readonly warningDays: readonly number[];
  /** Days after which an OAuth client secret counts as old; 0 never warns. */
  readonly clientSecretMaxAgeDays: number;
}

/** What is to be said about an integration, and what has been said once that is done. */
export interface DueNotifications {
  readonly notifications: readonly Notification[];
  readonly said: NotificationState;
}

/** The part of it that is about how rotation fares. */
type StateNotices = Pick<DueNotifications, 'notifications'> & Pick<NotificationState, 'state' | 'failure'>;

/**
 * Decides, purely, what is to be said: every stage once per credential and expiry, every change of state once, and
 * what missed days left unsaid. Saying that credentials were accepted, with the days they have left, covers the stage
 * they are in.
 */
export function dueNotifications(
  integrationState: IntegrationState,
  said: NotificationState,
  now: number,
  policy: WarningPolicy,
): DueNotifications {
  const state = stateNotices(integrationState, said);
  const acceptance = acceptanceNotices(integrationState, said, now);
  const perCredential = integrationState.credentials.map((credential) => {
    const known =
      said.credentials.find(({ name }) => name === credential.name) ?? nothingSaid(credential.name);
    return credentialNotices(credential, known, {
      now,
      policy,
      isAccepted: acceptance.accepted.some(({ name }) => name === credential.name),
      allRejected: integrationState.status?.state === 'rejected',
    });
  });
  return {
    notifications: [
      ...state.notifications,
      ...acceptance.notifications,
      ...perCredential.flatMap(({ notifications }) => notifications),
    ],
    said: {
      state: state.state,
      failure: state.failure,
      acceptedVersion: acceptance.acceptedVersion,
      credentials: perCredential.map((credential) => credential.said),
    },
  };
}

/** A failure is said once; what is another one, `failureOf` says. */
function stateNotices(integrationState: IntegrationState, said: NotificationState): StateNotices {
  const failure = failureOf(integrationState);
  if (failure !== undefined) {
    const before = said.failure?.versionId === failure.versionId ? said.failure : undefined;
    const isSaid = (kind: FailureKind) => before?.kinds.includes(kind) === true;
    return {
      notifications: isSaid(failure.kind) ? [] : [failureNotice(failure.status)],
      state: failure.status.state,
      failure: {
        versionId: failure.versionId,
        kinds: FAILURE_KINDS.filter((kind) => kind === failure.kind || isSaid(kind)),
      },
    };
  }
  const wasBad = said.state === 'failing' || said.state === 'rejected';
  return wasBad && integrationState.status?.state === 'fresh'
    ? { notifications: [{ kind: 'rotation-recovered' }], state: 'fresh', failure: undefined }
    : { notifications: [], state: said.state, failure: said.failure };
}

function failureNotice({ state, code, since }: RotationStatus): Notification {
  return state === 'rejected' ? { kind: 'all-rejected' } : { kind: 'rotation-failing', code, since };
}

/**
 * A version is said to be accepted once, when something is known to be accepted. Where all that is new in it was
 * rejected, that is told instead, and counts as said.
 */
function acceptanceNotices(
  integrationState: IntegrationState,
  said: NotificationState,
  now: number,
): Pick<DueNotifications, 'notifications'> &
  Pick<NotificationState, 'acceptedVersion'> & { readonly accepted: readonly NotificationCredential[] } {
  const nothing = { notifications: [], acceptedVersion: said.acceptedVersion, accepted: [] };
  const { acceptedVersion } = integrationState;
  if (acceptedVersion === said.acceptedVersion) return nothing;
  if (isNothingNewAccepted(integrationState)) return { ...nothing, acceptedVersion };
  const credentials = credentialsOfAcceptedVersion(integrationState);
  // One that was there before may have expired by the time another one is stored: that is told for itself.
  const lives = ({ expiresAt = Infinity }: CredentialState) => now < expiresAt;
  const accepted = credentials.filter((one) => isKnownToBeAccepted(one) && lives(one)).map(noticed);
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

/** Of one that Alation has neither minted from nor told the expiry of, nothing is known to be accepted. */
function isKnownToBeAccepted({ state, expirySource }: CredentialState): boolean {
  return state === 'active' || (state === 'unchecked' && expirySource === 'reported');
}

function credentialNotices(
  credential: CredentialState,
  known: CredentialNotificationState,
  context: { now: number; policy: WarningPolicy; isAccepted: boolean; allRejected: boolean },
): { readonly notifications: readonly Notification[]; readonly said: CredentialNotificationState } {
  if (credential.state === 'rejected') return rejectedNotices(credential, known, context);
  return credential.kind === 'oauth-client'
    ? ageNotices(credential, known, context)
    : expiryNotices(credential, known, context);
}

/**
 * A refresh token that Alation rejects because it expired has reached its last stage: that is what is said. Where the
 * expiry is an estimate, no more is known than the rejection.
 */
function rejectedNotices(
  credential: CredentialState,
  known: CredentialNotificationState,
  context: { now: number; policy: WarningPolicy; isAccepted: boolean; allRejected: boolean },
): { readonly notifications: readonly Notification[]; readonly said: CredentialNotificationState } {
  const isSaid = known.rejectedVersion === credential.versionId;
  const said = { ...known, rejectedVersion: credential.versionId };
  const isExpired =
    credential.expirySource !== 'estimated' && context.now >= (credential.expiresAt ?? Infinity);
  if (isExpired && !isSaid) return expiryNotices(credential, said, context);
  return {
    notifications:
      isSaid || context.allRejected ? [] : [{ kind: 'credential-rejected', credential: noticed(credential) }],
    said,
  };
}

function expiryNotices(
  credential: CredentialState,
  known: CredentialNotificationState,
  { now, policy, isAccepted }: { now: number; policy: WarningPolicy; isAccepted: boolean },
): { readonly notifications: readonly Notification[]; readonly said: CredentialNotificationState } {
  const { expiresAt } = credential;
  if (expiresAt === undefined) return { notifications: [], said: known };
  const sameExpiry = isSameExpiry(known.expiresAt ?? -Infinity, expiresAt);
  const lastSaid = sameExpiry ? (known.stage ?? Infinity) : Infinity;
  const stage = stageOf(expiresAt, now, policy.warningDays);
  if (stage === undefined || stage >= lastSaid) return { notifications: [], said: known };

  const said: CredentialNotificationState = { ...known, expiresAt, stage };
  if (stage === EXPIRED_STAGE) {
    const kind =
      credential.expirySource === 'estimated' ? 'refresh-token-expiry-estimated' : 'refresh-token-expired';
    return { notifications: [{ kind, credential: noticed(credential) }], said };
  }
  const isCovered = isAccepted && !sameExpiry;
  return {
    notifications: isCovered
      ? []
      : [{ kind: 'refresh-token-expiring', credential: noticed(credential), stage }],
    said,
  };
}

function ageNotices(
  credential: CredentialState,
  known: CredentialNotificationState,
  { now, policy }: { now: number; policy: WarningPolicy },
): { readonly notifications: readonly Notification[]; readonly said: CredentialNotificationState } {
  const { storedAt } = credential;
  const isOld =
    policy.clientSecretMaxAgeDays > 0 &&
    storedAt !== undefined &&
    now - storedAt >= policy.clientSecretMaxAgeDays * DAY_MS;
  if (!isOld || known.agedStoredAt === storedAt) return { notifications: [], said: known };
  return {
    notifications: [{ kind: 'client-secret-old', credential: noticed(credential), storedAt }],
    said: { ...known, agedStoredAt: storedAt },
  };
}

function noticed({ name, kind, expiresAt, expirySource }: CredentialState): NotificationCredential {
  return { name, kind, expiresAt, expirySource };
}

function nothingSaid(name: string): CredentialNotificationState {
  return {
    name,
    expiresAt: undefined,
    stage: undefined,
    rejectedVersion: undefined,
    agedStoredAt: undefined,
  };
}
