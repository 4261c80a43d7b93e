import type { CredentialRecord, RotationRecord } from './rotation-record.ts';

/** The credentials of the version that rotation last succeeded with. */
export function credentialsOfAcceptedVersion(record: RotationRecord): readonly CredentialRecord[] {
  return record.credentials.filter(({ versionId }) => versionId === record.acceptedVersion);
}

/**
 * Whether Alation rejected what is new in the accepted version: one of its credentials is rejected and no access token
 * was minted since it was stored. Rotation goes on, with the access token of a credential that was there before, but
 * nobody may be told that the new credentials were accepted.
 */
export function isNothingNewAccepted(record: RotationRecord): boolean {
  const credentials = credentialsOfAcceptedVersion(record);
  // A client secret that was there before keeps its age: the youngest credential tells when the version was stored.
  const storedAt = Math.max(...credentials.map((credential) => credential.storedAt ?? -Infinity));
  return (
    credentials.some(({ state }) => state === 'rejected') &&
    (record.accessToken?.issuedAt ?? -Infinity) < storedAt
  );
}
