import type { Credential, RefreshTokenCredential } from '../../functions/rotation/credential.ts';
import { RotationError } from '../../functions/rotation/rotation-error.ts';
import type { Alation } from './alation.ts';
import { postAsOperator } from './post-as-operator.ts';

/** What became of a credential's access tokens. */
export type Revocation =
  | 'revoked'
  /** Alation knows the credential no more: nothing can be minted from it, but what it minted before may live on. */
  | 'credential-refused';

/**
 * Kills every access token of one credential. A refresh token has an endpoint for it; an OAuth client has none, but one
 * live access token only: minting another kills it, and that one is dropped here, unseen by anybody.
 *
 * @throws RotationError when it is not certain
 */
export async function revokeAccessTokens(
  alation: Alation,
  baseUrl: string,
  credential: Credential,
): Promise<Revocation> {
  if (credential.kind === 'refresh-token') return revokeAPIAccessTokens(alation, baseUrl, credential);
  try {
    await alation.endpoints.mint(baseUrl, credential);
    return 'revoked';
  } catch (error) {
    if (error instanceof RotationError && error.code === 'CredentialRejected') return 'credential-refused';
    throw error;
  }
}

async function revokeAPIAccessTokens(
  alation: Alation,
  baseUrl: string,
  { refreshToken, userId }: RefreshTokenCredential,
): Promise<Revocation> {
  const body = { refresh_token: refreshToken.reveal(), user_id: userId };
  const answer = await postAsOperator(alation, baseUrl, '/integration/v1/revokeAPIAccessTokens/', body);
  return answer === 'refused' ? 'credential-refused' : 'revoked';
}
