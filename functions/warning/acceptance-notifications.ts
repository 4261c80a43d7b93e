import { credentialsOfAcceptedVersion, isNothingNewAccepted } from '../integration/acceptance.ts';
import type { CredentialState } from '../integration/integration-state.ts';
import { instant, expiryText } from './duration-text.ts';
import { CRITICAL_DAYS } from './expiry-notifications.ts';
import { sentAbout } from './notification-state.ts';
import { wasFailureReported } from './rotation-notifications.ts';
import { NOTHING } from './situation.ts';
import type { Found, Situation } from './situation.ts';
import { isSameExpiry } from './warning-stage.ts';

/**
 * One notification that Alation accepted a newly stored credential, for each version of the credentials. It is due
 * only if an earlier alert asked for new credentials. If no new credential is known to work, the refusal is reported
 * instead.
 */
export function acceptanceNotifications(situation: Situation): Found {
  const { state, sent, now } = situation;
  const { acceptedVersion } = state;
  if (acceptedVersion === sent.acceptedVersion) return NOTHING;
  const nothingDue: Found = { notifications: [], record: (before) => ({ ...before, acceptedVersion }) };
  if (isNothingNewAccepted(state) || !wereRequested(situation)) return nothingDue;
  const credentials = credentialsOfAcceptedVersion(state);
  // An older credential of this version may have expired meanwhile. Its expiry has its own notification.
  const accepted = credentials.filter((one) => isKnownToBeAccepted(one) && now < (one.expiresAt ?? Infinity));
  if (accepted.length === 0) return NOTHING;
  const unused = credentials.filter((one) => one.state === 'unchecked' && !isKnownToBeAccepted(one));
  return {
    notifications: [
      {
        kind: 'credentials-accepted',
        severity: 'info',
        headline: 'credentials accepted',
        happened: 'Alation accepted the new credentials.',
        effect: [
          ...accepted.map((credential) => acceptedText(credential, now)),
          ...unused.map(
            ({ name }) => `"${name}" has not been used yet; you get an alert if Alation rejects it.`,
          ),
        ].join(' '),
      },
    ],
    record: (before) => ({ ...before, acceptedVersion }),
  };
}

/**
 * Whether an earlier alert asked for these new credentials: rotation failed, or a credential that was refused or in its
 * last days has been replaced. Without such an alert no notification is needed, because the command that stores a
 * credential shows its acceptance.
 */
function wereRequested({ state, sent }: Situation): boolean {
  if (wasFailureReported(sent)) return true;
  return state.credentials.some(({ name, versionId, state: known, expiresAt }) => {
    if (known === 'rejected' || known === 'forbidden') return false;
    const about = sentAbout(name, sent);
    const isReplaced =
      (about.stage ?? Infinity) <= CRITICAL_DAYS && !isSameExpiry(about.expiresAt, expiresAt);
    return isReplaced || (about.rejectedVersion !== undefined && !about.rejectedVersion.endsWith(versionId));
  });
}

/** A credential is accepted if a mint from it succeeded, or if Alation reported its expiry. */
function isKnownToBeAccepted({ state, expirySource }: CredentialState): boolean {
  return state === 'active' || (state === 'unchecked' && expirySource === 'reported');
}

function acceptedText({ name, expiresAt, expirySource }: CredentialState, now: number): string {
  if (expiresAt === undefined) return `"${name}" does not expire.`;
  const estimate = expirySource === 'estimated' ? ' (an estimate: Alation did not report the expiry)' : '';
  return `"${name}" ${expiryText(expiresAt, now)}, on ${instant(expiresAt)}${estimate}.`;
}
