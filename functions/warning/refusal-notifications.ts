import type { CredentialState } from '../integration/integration-state.ts';
import { hasExpired } from '../integration/usable-credentials.ts';
import { consumersNow } from './consumers-text.ts';
import type { Notification } from './notification.ts';
import { sentAbout, withCredential } from './notification-state.ts';
import type { CredentialNotificationState } from './notification-state.ts';
import { FORBIDDEN, isRefusalSent, refusalMark } from './refusal-mark.ts';
import { wasFailureSent } from './rotation-notifications.ts';
import type { Found, Situation } from './situation.ts';

/**
 * Alation rejects one credential of several, answers 403 to it, or accepts it again: once for each credential, and again if
 * Alation accepted it in between. Replacing another credential does not repeat it.
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
      about.rejectedVersion === rejectedVersion || isRefusalSent(credential, about)
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
        happened: `Alation forbids the credential "${name}" to mint (403, AlationForbidden). ${asksDaily}`,
        effect: lessReserve,
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
      happened: `Alation rejected the credential "${name}". ${asksDaily}`,
      effect: lessReserve,
      fix: { kind: 'replace', credentials: [{ name, kind }] },
    },
  ];
}

function acceptedAgain(
  { state, sent, now }: Situation,
  { name, versionId }: CredentialState,
  { rejectedVersion }: CredentialNotificationState,
): readonly Notification[] {
  // A replaced credential is accepted, not accepted again.
  const isSameVersion = [versionId, `${FORBIDDEN}${versionId}`].some((mark) => mark === rejectedVersion);
  // If rotation works again, that notification says it.
  if (!isSameVersion || wasFailureSent(sent)) return [];
  return [
    {
      kind: 'credential-accepted-again',
      severity: 'info',
      headline: `credential "${name}" works again`,
      happened: `Alation accepts the credential "${name}" again.`,
      effect: `${consumersNow(state, now)} You do not have to replace it.`,
    },
  ];
}

const asksDaily =
  'The rotator does not use it, and asks Alation once a day whether it accepts the credential again.';
const lessReserve = 'Consumers still get access tokens from the other credentials, but with less reserve.';
