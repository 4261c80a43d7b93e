import type { CredentialState, IntegrationState } from './integration-state.ts';

/** The credentials of the accepted version of the credentials secret. */
export function credentialsOfAcceptedVersion(state: IntegrationState): readonly CredentialState[] {
  return state.credentials.filter(({ versionId }) => versionId === state.acceptedVersion);
}

/**
 * Whether no new credential of the accepted version is known to work: Alation refuses all new credentials, or it refuses
 * at least one credential and no access token was minted since the new credentials were stored. Rotation continues with
 * an older credential, but no alert may say "accepted".
 */
export function isNothingNewAccepted(state: IntegrationState): boolean {
  const credentials = credentialsOfAcceptedVersion(state);
  // Older credentials keep their `storedAt`. So the youngest credentials are new and show when the version was stored.
  const storedAt = Math.max(...credentials.map(storedAtOf));
  if (!credentials.some(isRefused)) return false;
  return (
    (state.accessToken?.issuedAt ?? -Infinity) < storedAt ||
    credentials.filter((credential) => storedAtOf(credential) === storedAt).every(isRefused)
  );
}

function isRefused({ state }: CredentialState): boolean {
  return state === 'rejected' || state === 'forbidden';
}

function storedAtOf({ storedAt = -Infinity }: CredentialState): number {
  return storedAt;
}
