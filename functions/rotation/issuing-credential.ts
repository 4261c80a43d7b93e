import type { AccessTokenType, PublishedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import { minterFingerprint } from '../integration/credential-fingerprint.ts';
import type { AccessTokenState } from '../integration/integration-state.ts';

/** What is known of the credential that minted a published access token: its issuingCredential. */
export interface MintedBy {
  readonly tokenType: AccessTokenType;
  /** Its name, which may belong to another credential by now. */
  readonly credential: string;
  /** Its `minterFingerprint`; undefined where the tags do not know the access token, as after a crash. */
  readonly fingerprint: string | undefined;
}

/** The mintedBy of a published access token, by its document and by what the tags know of it. */
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
 * The issuingCredential among these credentials. Undefined when it is gone, and when its name now belongs to a credential of
 * another kind: a refresh token cannot have minted what an OAuth client did.
 */
export function issuingCredentialAmong(
  credentials: readonly Credential[],
  mintedBy: MintedBy,
): Credential | undefined {
  return credentials.find((credential) =>
    mintedBy.fingerprint === undefined
      ? mints(credential, mintedBy) && credential.name === mintedBy.credential
      : minterFingerprint(credential) === mintedBy.fingerprint,
  );
}

/**
 * Whether minting from a credential may kill the published access token. A issuingCredential whose name is gone may be here
 * under a new one, so then every credential of its kind may be it, unless its fingerprint says that none is.
 */
export function mayBeIssuing(
  credential: Credential,
  mintedBy: MintedBy,
  credentials: readonly Credential[],
): boolean {
  const issuingCredential = issuingCredentialAmong(credentials, mintedBy);
  if (issuingCredential !== undefined) return credential === issuingCredential;
  return mints(credential, mintedBy) && mintedBy.fingerprint === undefined;
}

function mints({ kind }: Credential, { tokenType }: MintedBy): boolean {
  return kind === (tokenType === 'Bearer' ? 'oauth-client' : 'refresh-token');
}
