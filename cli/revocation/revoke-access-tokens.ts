import * as z from 'zod/mini';
import { refreshTokenBody } from '../../functions/alation/api-key/request.ts';
import { malformedResponse } from '../../functions/alation/http/failure.ts';
import { requireJson } from '../../functions/alation/http/json-body.ts';
import type { Credential, RefreshTokenCredential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import type { Alation } from '../alation/alation.ts';
import { postAsOperator } from '../alation/post-as-operator.ts';

/** Result of revoking a credential's access tokens. */
export type Revocation =
  | 'revoked'
  /** Alation rejects the credential. Its earlier access tokens may stay active until they expire. */
  | 'credential-rejected';

/**
 * Revokes every access token of one credential. Alation has an endpoint for the access tokens of a refresh token, and
 * none for an OAuth client. An OAuth client has one active access token: minting another access token makes it inactive,
 * and the new access token is discarded.
 *
 * @throws RotationError if it is uncertain whether the access tokens were revoked
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
    if (error instanceof RotationError && error.code === 'CredentialRejected') return 'credential-rejected';
    throw error;
  }
}

async function revokeAPIAccessTokens(
  alation: Alation,
  baseUrl: string,
  credential: RefreshTokenCredential,
): Promise<Revocation> {
  const body = refreshTokenBody(credential);
  const response = await postAsOperator(alation, baseUrl, '/integration/v1/revokeAPIAccessTokens/', body);
  if (response === 'rejected') return 'credential-rejected';
  // The sign-on page of a proxy has status 200 too.
  if (!revokedBody.safeParse(requireJson(response)).success) {
    throw malformedResponse(response, 'the body does not say that access tokens were revoked');
  }
  return 'revoked';
}

/** `{"detail":"Revoked active access tokens for refresh token: …"}`. Alation's SDKs check `status` for "failed". */
const revokedBody = z.object({
  detail: z.string(),
  status: z.optional(z.unknown().check(z.refine((status) => status !== 'failed'))),
});
