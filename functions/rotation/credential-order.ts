import type { PublishedAccessToken } from './access-token.ts';
import type { Credential } from './credential.ts';
import { clientSecretFingerprint } from './credential-fingerprint.ts';
import type { RotationReason } from './decide.ts';
import type { CredentialRecord } from './rotation-record.ts';

/** What a published access token tells of where it came from. */
type Origin = Pick<PublishedAccessToken, 'credential' | 'tokenType'>;

/**
 * The credential that minted the published access token, by its client secret where that is known, else by its name.
 * Undefined when it is gone, and when its name now belongs to a credential of another kind: a refresh token cannot
 * have minted what an OAuth client did.
 *
 * @param records what is known of the credentials since the last tick
 */
export function publisherAmong(
  credentials: readonly Credential[],
  published: Origin,
  records: readonly CredentialRecord[],
): Credential | undefined {
  const known = records.find((record) => record.name === published.credential);
  const fitting = credentials.filter((credential) => mints(credential, published));
  return (
    fitting.find((credential) => isSameSecret(credential, known)) ??
    fitting.find((credential) => credential.name === published.credential)
  );
}

/**
 * Whether minting from a credential may kill the published access token. A publisher whose name is gone may be here
 * under a new one, so then every credential of its kind may be it.
 */
export function mayBePublisher(
  credential: Credential,
  published: Origin,
  credentials: readonly Credential[],
  records: readonly CredentialRecord[],
): boolean {
  const publisher = publisherAmong(credentials, published, records);
  return publisher === undefined ? mints(credential, published) : credential === publisher;
}

function isSameSecret(credential: Credential, record: CredentialRecord | undefined): boolean {
  return record?.fingerprint !== undefined && record.fingerprint === clientSecretFingerprint(credential);
}

function mints({ kind }: Credential, { tokenType }: Origin): boolean {
  return kind === (tokenType === 'Bearer' ? 'oauth-client' : 'refresh-token');
}

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

/** The same credentials, those first from which minting surely leaves the published access token alive. */
export function harmlessFirst(
  inOrder: readonly Credential[],
  published: Origin | undefined,
  credentials: readonly Credential[],
  records: readonly CredentialRecord[],
): readonly Credential[] {
  if (published === undefined) return inOrder;
  const isHarmful = (credential: Credential) => mayBePublisher(credential, published, credentials, records);
  return [...inOrder.filter((one) => !isHarmful(one)), ...inOrder.filter(isHarmful)];
}

/**
 * Whether a rotation for this reason may fall through to the publisher itself when the other credentials are
 * rejected. Neither a replaced credential nor a renewal that is early, for its place in the period, is ground to kill
 * a published access token that has hours to live. Where the publisher is the only one, it is taken for the one
 * replaced, unless it is known to be the same as before.
 *
 * @param credentials how many there are
 */
export function mayMintFromPublisher(
  reason: RotationReason,
  credentials: number,
  { publisherIsUnchanged, isEarly }: { readonly publisherIsUnchanged: boolean; readonly isEarly: boolean },
): boolean {
  switch (reason) {
    case 'CredentialReplaced':
      return credentials === 1 && !publisherIsUnchanged;
    case 'NearingExpiry':
      return credentials === 1 || !isEarly;
    default:
      return true;
  }
}

/** Whether a credential that Alation accepted is known to be the very same still. Of refresh tokens that is not known. */
export function isUnchanged(
  credential: Credential | undefined,
  records: readonly CredentialRecord[],
): boolean {
  return (
    credential !== undefined &&
    records.some((record) => record.state === 'active' && isSameSecret(credential, record))
  );
}
