import type { AccessTokenType, PublishedAccessToken } from '../integration/access-token.ts';
import type { Credential, Credentials } from '../integration/credential.ts';
import { minterFingerprint, minterId } from '../integration/credential-fingerprint.ts';
import type { AccessTokenState, CredentialState } from '../integration/integration-state.ts';
import type { SecretValue } from '../integration/ports.ts';

/** What is known about the issuing credential of a published access token. */
export interface MintedBy {
  readonly tokenType: AccessTokenType;
  /** Its name. Another credential may have this name by now. */
  readonly credential: string;
  /** Its `minterFingerprint`; undefined if the tags do not describe the access token, as after a crash. */
  readonly fingerprint: string | undefined;
}

/** The issuing credential of a published access token, from its document and the tags. */
export function mintedByOf(
  published: Pick<PublishedAccessToken, 'tokenType' | 'credential'>,
  state: Pick<AccessTokenState, 'credential' | 'fingerprint'> | undefined,
): MintedBy {
  return {
    tokenType: published.tokenType,
    credential: state?.credential ?? published.credential,
    fingerprint: state?.fingerprint,
  };
}

/**
 * The fingerprint of the issuing credential of an access token that the tags do not describe, as after a crash. If the
 * credentials were replaced since its mint, the tags still describe the credentials from which it was minted. So a
 * new credential with the same name does not count as the issuing credential.
 *
 * @param states the credentials as the tags have them
 * @param stored the credentials document now
 * @returns undefined if the tags do not show the fingerprint, or if the credentials are still those of the mint: then the
 *   name decides
 */
export function minterInTags(
  { credential, issuedAt }: Pick<AccessTokenState, 'credential' | 'issuedAt'>,
  states: readonly CredentialState[],
  { baseUrl, credentials }: Credentials,
  stored: Pick<SecretValue, 'versionId' | 'createdAt'>,
): string | undefined {
  const known = states.find(({ name }) => name === credential);
  const { versionId, storedAt = Infinity } = known ?? {};
  if (versionId === stored.versionId || issuedAt >= stored.createdAt) return undefined;
  const present = credentials.find((one) => minterId(baseUrl, one) === known?.minter);
  // An operator may have restored an access token from before that credential was stored.
  if (present !== undefined) return issuedAt < storedAt ? undefined : minterFingerprint(present);
  // The credential is gone, or the tags do not have its `minter`. Without the `minter` of an OAuth client the name decides,
  // because its fingerprint in the tags is not a `minterFingerprint`.
  return known?.minter === undefined && known?.kind === 'oauth-client' ? undefined : known?.fingerprint;
}

/**
 * The issuing credential among these credentials. Undefined if it is gone, or if its name now belongs to a credential
 * of another kind: a refresh token cannot have minted a bearer JWT.
 */
export function issuingCredentialAmong(
  credentials: readonly Credential[],
  mintedBy: MintedBy,
): Credential | undefined {
  return credentials.find((credential) =>
    mintedBy.fingerprint === undefined
      ? isOfKind(credential, mintedBy) && credential.name === mintedBy.credential
      : minterFingerprint(credential) === mintedBy.fingerprint,
  );
}

/**
 * Whether minting from a credential may revoke the published access token. If the issuing credential is not found by its
 * name and has no fingerprint in the tags, it may have a new name. Then each credential of its kind may be the issuing
 * credential.
 */
export function mayBeIssuing(
  credential: Credential,
  mintedBy: MintedBy,
  credentials: readonly Credential[],
): boolean {
  const issuing = issuingCredentialAmong(credentials, mintedBy);
  if (issuing !== undefined) return credential === issuing;
  return isOfKind(credential, mintedBy) && mintedBy.fingerprint === undefined;
}

function isOfKind({ kind }: Credential, { tokenType }: MintedBy): boolean {
  return kind === (tokenType === 'Bearer' ? 'oauth-client' : 'refresh-token');
}
