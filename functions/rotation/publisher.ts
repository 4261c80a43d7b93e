import type { AccessTokenType, PublishedAccessToken } from './access-token.ts';
import type { Credential } from './credential.ts';
import { minterFingerprint } from './credential-fingerprint.ts';
import type { AccessTokenRecord } from './rotation-record.ts';

/** What is known of the credential that minted a published access token: its publisher. */
export interface Origin {
  readonly tokenType: AccessTokenType;
  /** Its name, which may belong to another credential by now. */
  readonly credential: string;
  /** Its `minterFingerprint`; undefined where the tags do not know the access token, as after a crash. */
  readonly fingerprint: string | undefined;
}

/** The origin of a published access token, by its document and by what the tags know of it. */
export function originOf(
  published: Pick<PublishedAccessToken, 'tokenType' | 'credential'>,
  record: Pick<AccessTokenRecord, 'credential' | 'fingerprint'> | undefined,
): Origin {
  return {
    tokenType: published.tokenType,
    credential: record?.credential ?? published.credential,
    fingerprint: record?.fingerprint,
  };
}

/**
 * The publisher among these credentials. Undefined when it is gone, and when its name now belongs to a credential of
 * another kind: a refresh token cannot have minted what an OAuth client did.
 */
export function publisherAmong(credentials: readonly Credential[], origin: Origin): Credential | undefined {
  return credentials.find((credential) =>
    origin.fingerprint === undefined
      ? mints(credential, origin) && credential.name === origin.credential
      : minterFingerprint(credential) === origin.fingerprint,
  );
}

/**
 * Whether minting from a credential may kill the published access token. A publisher whose name is gone may be here
 * under a new one, so then every credential of its kind may be it, unless its fingerprint says that none is.
 */
export function mayBePublisher(
  credential: Credential,
  origin: Origin,
  credentials: readonly Credential[],
): boolean {
  const publisher = publisherAmong(credentials, origin);
  if (publisher !== undefined) return credential === publisher;
  return mints(credential, origin) && origin.fingerprint === undefined;
}

function mints({ kind }: Credential, { tokenType }: Origin): boolean {
  return kind === (tokenType === 'Bearer' ? 'oauth-client' : 'refresh-token');
}
