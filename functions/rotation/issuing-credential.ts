import type { AccessTokenType, PublishedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import { minterFingerprint } from '../integration/credential-fingerprint.ts';
import type { AccessTokenState } from '../integration/integration-state.ts';

/** What is known about the issuing credential of a published access token. */
export interface MintedBy {
  readonly tokenType: AccessTokenType;
  /** Its name. Another credential may have this name by now. */
  readonly credential: string;
  /** Its `minterFingerprint`; undefined if the tags do not know the access token, as after a crash. */
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
 * The issuing credential among these. Undefined if it is gone, or if its name now belongs to a credential of another
 * kind: a refresh token cannot have minted a bearer JWT.
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
 * Whether minting from a credential may revoke the published access token. If the issuing credential is not found, it
 * may have a new name. Then each credential of its kind may be the issuing credential, unless its fingerprint differs.
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
