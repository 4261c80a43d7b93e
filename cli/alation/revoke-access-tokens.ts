import { isAlationRefusal, refusalOf } from '../../functions/alation/api-key/refusal.ts';
import { malformedAnswer, meaningOf } from '../../functions/alation/http/failure.ts';
import type { Credential, RefreshTokenCredential } from '../../functions/rotation/credential.ts';
import { RotationError } from '../../functions/rotation/rotation-error.ts';
import type { Alation } from './alation.ts';

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
  { http, timeoutMs }: Alation,
  baseUrl: string,
  credential: RefreshTokenCredential,
): Promise<Revocation> {
  const text = JSON.stringify({
    refresh_token: credential.refreshToken.reveal(),
    user_id: credential.userId,
  });
  const answer = await http(
    {
      baseUrl,
      method: 'POST',
      path: '/integration/v1/revokeAPIAccessTokens/',
      mints: false,
      content: { type: 'application/json', text },
    },
    AbortSignal.timeout(timeoutMs),
  );
  const meaning = meaningOf(answer);
  if (meaning === 'success') return 'revoked';
  if (meaning !== 'unauthorized') throw refusalOf(answer, meaning);
  if (isAlationRefusal(answer)) return 'credential-refused';
  throw malformedAnswer(answer, 'a refusal that is not from Alation, perhaps the sign-on page of a proxy');
}
