import type { CredentialState, IntegrationState } from './integration-state.ts';

/** The credentials of the version that rotation last succeeded with. */
export function credentialsOfAcceptedVersion(state: IntegrationState): readonly CredentialState[] {
  return state.credentials.filter(({ versionId }) => versionId === state.acceptedVersion);
}

/**
 * Whether Alation rejected what is new in the accepted version: all of it, or some of it and no access token was minted
 * since it was stored. Rotation goes on, with the access token of a credential that was there before, but nobody may
 * be told that the new credentials were accepted.
 */
export function isNothingNewAccepted(state: IntegrationState): boolean {
  const credentials = credentialsOfAcceptedVersion(state);
  // What was there before keeps its age: the youngest are new, and tell when the version was stored.
  const storedAt = Math.max(...credentials.map(storedAtOf));
  if (!credentials.some(isRejected)) return false;
  return (
    (state.accessToken?.issuedAt ?? -Infinity) < storedAt ||
    credentials.filter((credential) => storedAtOf(credential) === storedAt).every(isRejected)
  );
}

function isRejected({ state }: CredentialState): boolean {
  return state === 'rejected';
}

function storedAtOf({ storedAt = -Infinity }: CredentialState): number {
  return storedAt;
}
