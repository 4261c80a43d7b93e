import type { RefreshTokenCredential } from '../../integration/credential.ts';
import type { AlationRequest } from '../http/http.ts';
import type { RefreshTokenRequest } from './messages.ts';

/** A request to an API-key endpoint. Alation's routes need the trailing slash. */
export function apiKeyRequest(
  baseUrl: string,
  path: `/integration/v1/${string}/`,
  body: object,
  { mints = false }: { readonly mints?: boolean } = {},
): AlationRequest {
  return {
    baseUrl,
    method: 'POST',
    path,
    mints,
    content: { type: 'application/json', text: JSON.stringify(body) },
  };
}

/** The request body with a refresh token and its user. */
export function refreshTokenBody({ refreshToken, userId }: RefreshTokenCredential): RefreshTokenRequest {
  return { refresh_token: refreshToken.reveal(), user_id: userId };
}
