import type { CredentialState } from '../integration/integration-state.ts';
import { hasExpired } from '../integration/usable-credentials.ts';
import { consumersNow } from './consumers-text.ts';
import type { Notification } from './notification.ts';
import { sentAbout, withCredential } from './notification-state.ts';
import type { CredentialNotificationState } from './notification-state.ts';
import { FORBIDDEN, isRefusalReported, refusalMark } from './refusal-mark.ts';
import { wasFailureReported } from './rotation-notifications.ts';
import type { Found, Situation } from './situation.ts';

/**
 * Notifies that Alation rejects one of several credentials, answers 403 to a credential, or accepts a credential again. A
 * rejection or a 403 is reported once for each refresh token or client secret, and again only if Alation answered differently
 * in between.
 */
export function refusalNotifications(situation: Situation): Found {
  const changes = situation.state.credentials.map((credential) => {
    const about = sentAbout(credential.name, situation.sent);
    const refusal =
      refusalMark(credential) ?? (credential.state === 'active' ? undefined : about.rejectedVersion);
    return { credential, about, rejectedVersion: refusal };
  });
  return {
    notifications: changes.flatMap(({ credential, about, rejectedVersion }) =>
      about.rejectedVersion === rejectedVersion || isRefusalReported(credential, about)
        ? []
        : rejectedVersion === undefined
          ? acceptedAgain(situation, credential, about)
          : refused(situation, credential),
    ),
    record: (state) =>
      changes.reduce(
        (recorded, { credential: { name, fingerprint }, rejectedVersion }) =>
          withCredential(recorded, name, {
            rejectedVersion,
            refusedSecret: rejectedVersion === undefined ? undefined : fingerprint,
          }),
        state,
      ),
  };
}

function refused({ state, now }: Situation, credential: CredentialState): readonly Notification[] {
  const { name, kind } = credential;
  if (credential.state === 'forbidden') {
    return [
      {
        kind: 'credential-forbidden',
        severity: 'warning',
        headline: `credential "${name}" forbidden`,
        happened: `Alation answered 403 when the rotator tried to mint from the credential "${name}" (AlationForbidden). ${checkedDaily}`,
        effect: fewerCredentials,
        fix: { kind: 'code', code: 'AlationForbidden' },
        runbookSection: 'alationforbidden',
      },
    ];
  }
  // The expiry, or the rejection of all credentials, has its own notification.
  if (hasExpired(credential, now) || state.status?.state === 'rejected') return [];
  return [
    {
      kind: 'credential-rejected',
      severity: 'warning',
      headline: `credential "${name}" rejected`,
      happened: `Alation rejected the credential "${name}". ${checkedDaily}`,
      effect: fewerCredentials,
      fix: { kind: 'replace', credentials: [{ name, kind }] },
    },
  ];
}

function acceptedAgain(
  { state, sent, now }: Situation,
  { name, versionId }: CredentialState,
  { rejectedVersion }: CredentialNotificationState,
): readonly Notification[] {
  // Alation never refused the new version, so "accepted again" would be wrong.
  const isSameVersion = [versionId, `${FORBIDDEN}${versionId}`].some((mark) => mark === rejectedVersion);
  // The notification that rotation works again covers this credential too.
  if (!isSameVersion || wasFailureReported(sent)) return [];
  return [
    {
      kind: 'credential-accepted-again',
      severity: 'info',
      headline: `credential "${name}" works again`,
      happened: `Alation accepts the credential "${name}" again.`,
      effect: `${consumersNow(state, now)} You do not have to replace this credential.`,
    },
  ];
}

const checkedDaily =
  'The rotator does not use this credential. Once a day it checks whether Alation accepts the credential again.';
const fewerCredentials =
  'Consumers still get access tokens from the other credentials. If those fail too, consumers get no new access token.';
