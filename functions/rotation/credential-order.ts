import type { Credential } from './credential.ts';
import type { RotationReason } from './decide.ts';
import type { CredentialRecord } from './rotation-record.ts';

/**
 * The credentials to mint from, in order: the one after the publisher first and the publisher last, because minting
 * from the publisher kills the access token that consumers hold. Those rejected at this version are left out.
 *
 * @param publisher name of the credential that minted the published access token, if any
 * @param versionId the version of the credentials secret that `credentials` was read from
 */
export function credentialOrder(
  credentials: readonly Credential[],
  publisher: string | undefined,
  records: readonly CredentialRecord[],
  versionId: string,
): readonly Credential[] {
  const rejected = new Set(
    records
      .filter((record) => record.state === 'rejected' && record.versionId === versionId)
      .map((record) => record.name),
  );
  const afterPublisher = credentials.findIndex((credential) => credential.name === publisher) + 1;
  return [...credentials.slice(afterPublisher), ...credentials.slice(0, afterPublisher)].filter(
    (credential) => !rejected.has(credential.name),
  );
}

/**
 * Whether a rotation for this reason may fall through to the publisher itself when the other credentials are
 * rejected. A replaced credential alone is no ground to kill a published access token that has hours to live.
 */
export function mayMintFromPublisher(reason: RotationReason, credentials: readonly Credential[]): boolean {
  return reason !== 'CredentialReplaced' || credentials.length === 1;
}
