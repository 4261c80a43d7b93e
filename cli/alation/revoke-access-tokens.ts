import * as z from 'zod/mini';
import { refreshTokenBody } from '../../functions/alation/api-key/request.ts';
import { malformedResponse } from '../../functions/alation/http/failure.ts';
import { requireJson } from '../../functions/alation/http/json-body.ts';
import type { Credential, RefreshTokenCredential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
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
  credential: RefreshTokenCredential,
): Promise<Revocation> {
  const body = refreshTokenBody(credential);
  const answer = await postAsOperator(alation, baseUrl, '/integration/v1/revokeAPIAccessTokens/', body);
  if (answer === 'refused') return 'credential-refused';
  // The sign-on page of a proxy comes with 200 as well.
  if (!revokedBody.safeParse(requireJson(answer)).success) {
    throw malformedResponse(answer, 'the body does not say that access tokens were revoked');
  }
  return 'revoked';
}

/** `{"detail":"Revoked active access tokens for refresh token: …"}`; Alation's own SDKs look for "failed" in `status`. */
const revokedBody = z.object({
  detail: z.string(),
  status: z.optional(z.unknown().check(z.refine((status) => status !== 'failed'))),
});
