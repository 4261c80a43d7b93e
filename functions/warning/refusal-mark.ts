import type { CredentialState } from '../integration/integration-state.ts';
import type { CredentialNotificationState } from './notification-state.ts';

/** In the notification state, the prefix of a version whose 403 was reported. The version of a rejection has no prefix. */
export const FORBIDDEN = 'forbidden:';

/** Whether the refusal of a credential was reported. */
export function isRefusalReported(credential: CredentialState, about: CredentialNotificationState): boolean {
  const [sent, mark] = [about.rejectedVersion, refusalMark(credential)];
  if (sent === undefined || mark === undefined) return false;
  const isSameSecret = about.refusedSecret !== undefined && about.refusedSecret === credential.fingerprint;
  return sent === mark || (isSameSecret && sent.startsWith(FORBIDDEN) === mark.startsWith(FORBIDDEN));
}

/** The mark of a refusal in the notification state; undefined if Alation does not refuse the credential. */
export function refusalMark({ state, versionId }: CredentialState): string | undefined {
  if (state === 'rejected') return versionId;
  return state === 'forbidden' ? `${FORBIDDEN}${versionId}` : undefined;
}
