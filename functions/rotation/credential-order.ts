import type { Credential } from './credential.ts';
import { credentialFingerprint } from './credential-fingerprint.ts';
import type { RotationReason } from './decide.ts';
import { mayBePublisher } from './publisher.ts';
import type { Origin } from './publisher.ts';
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
  const rejected = rejectedAt(records, versionId);
  const afterPublisher = credentials.findIndex((credential) => credential.name === publisher) + 1;
  return [...credentials.slice(afterPublisher), ...credentials.slice(0, afterPublisher)].filter(
    (credential) => !rejected.has(credential.name),
  );
}

/**
 * The same credentials, those first from which minting surely leaves the published access token alive.
 *
 * @param origin of the published access token, if there is one
 */
export function harmlessFirst(
  inOrder: readonly Credential[],
  origin: Origin | undefined,
  credentials: readonly Credential[],
): readonly Credential[] {
  if (origin === undefined) return inOrder;
  return thoseFirst(inOrder, (credential) => !mayBePublisher(credential, origin, credentials));
}

/** The same credentials, those first that are not known to have minted before: such a mint kills nobody's access token. */
export function changedFirst(
  inOrder: readonly Credential[],
  records: readonly CredentialRecord[],
): readonly Credential[] {
  return thoseFirst(inOrder, (credential) => !isUnchanged(credential, records));
}

function thoseFirst(
  inOrder: readonly Credential[],
  areFirst: (credential: Credential) => boolean,
): readonly Credential[] {
  return [...inOrder.filter(areFirst), ...inOrder.filter((credential) => !areFirst(credential))];
}

/**
 * Whether a rotation for this reason may fall through to the publisher itself when the other credentials are
 * rejected. Neither a replaced credential nor a renewal that is early, for its place in the period, is ground to kill
 * a published access token that has hours to live. Where the publisher is the only one, it is taken for the one
 * replaced.
 *
 * @param credentials how many there are
 * @param isEarly whether the published access token is not due for renewal yet
 */
export function mayMintFromPublisher(reason: RotationReason, credentials: number, isEarly: boolean): boolean {
  switch (reason) {
    case 'CredentialReplaced':
      return credentials === 1;
    case 'NearingExpiry':
      return credentials === 1 || !isEarly;
    default:
      return true;
  }
}

/** Whether a credential that Alation accepted is known to be the very same still, under whatever name. */
export function isUnchanged(credential: Credential, records: readonly CredentialRecord[]): boolean {
  const fingerprint = credentialFingerprint(credential);
  return records.some((record) => record.state === 'active' && record.fingerprint === fingerprint);
}

/** Names of the credentials that Alation rejected at this version of the credentials secret: they are left in peace. */
export function rejectedAt(records: readonly CredentialRecord[], versionId: string): ReadonlySet<string> {
  return new Set(
    records
      .filter((record) => record.state === 'rejected' && record.versionId === versionId)
      .map((record) => record.name),
  );
}
