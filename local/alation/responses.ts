import type { HttpResponse } from '../http/http-message.ts';
import type { AccessToken } from './access-tokens.ts';
import type { RefreshToken } from './refresh-tokens.ts';
import type { TokenStatus } from './token-status.ts';

/** The response of an endpoint. */
export interface AlationResponse extends HttpResponse {
  /** Whether the request created an access token or refresh token. */
  readonly minted?: boolean;
}

/** Alation's `detail` texts, recorded from instances, except where UNKNOWN is noted. */
export const Detail = {
  refreshTokenInvalid: 'Refresh token provided is invalid.',
  refreshTokenInactive: 'Refresh token provided is expired or revoked.',
  accessTokenInvalid: 'API Access Token provided is invalid.',
  /** UNKNOWN: there is no recording of the text. This text follows the text for refresh tokens. */
  accessTokenInactive: 'API Access Token provided is expired or revoked.',
  bearerInvalid: 'Authentication failed: invalid bearer token.',
  notAuthenticated: 'Authentication credentials were not provided.',
  /** UNKNOWN: there is no recording of the text, only of the status. */
  signOnFailed: 'Unable to authenticate with the given username and password.',
} as const;

/** A response in JSON. */
export function json(status: number, body: unknown, more: Partial<AlationResponse> = {}): AlationResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(body), ...more };
}

/** A response in HTML. */
export function html(
  status: number,
  body: string,
  headers?: Readonly<Record<string, string>>,
): AlationResponse {
  return { status, contentType: 'text/html; charset=utf-8', body, headers };
}

/** A refusal with `code`: six digits that begin with the status. */
export function refusal(status: 401 | 403, detail: string): AlationResponse {
  return json(status, { detail, code: `${status}000` });
}

/** UNKNOWN: there is no recording of a 400 of the endpoints for API keys. Alation's SDK reads these three fields. */
export function badRequest(errors: Readonly<Record<string, readonly string[]>>): AlationResponse {
  return json(400, { code: '400000', title: 'Invalid Payload', errors });
}

/** ISO 8601 in UTC with microseconds, as instances send it. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

/** A refresh token in the responses of createRefreshToken, regenRefreshToken and validateRefreshToken. */
export function refreshTokenBody(refreshToken: RefreshToken, status: TokenStatus): object {
  return {
    refresh_token: refreshToken.value,
    user_id: refreshToken.userId,
    created_at: timestamp(refreshToken.createdAt),
    token_expires_at: timestamp(refreshToken.expiresAt),
    token_status: status,
    name: refreshToken.name,
    last_used_at: refreshToken.lastUsedAt === undefined ? null : timestamp(refreshToken.lastUsedAt),
  };
}

/** An access token in the responses of createAPIAccessToken and validateAPIAccessToken. */
export function apiAccessTokenBody(accessToken: AccessToken, status: TokenStatus): object {
  return {
    user_id: accessToken.userId,
    created_at: timestamp(accessToken.mintedAt),
    token_expires_at: timestamp(accessToken.expiresAt),
    token_status: status,
    api_access_token: accessToken.value,
  };
}
