import type { AccessToken } from './access-tokens.ts';
import type { RefreshToken } from './refresh-tokens.ts';
import type { TokenStatus } from './token-status.ts';

/** What an endpoint answers: text is ready to send. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether an access token or refresh token was created on the way. */
  readonly minted?: boolean;
}

/** Alation's `detail` texts, as recorded from instances. */
export const Detail = {
  refreshTokenInvalid: 'Refresh token provided is invalid.',
  refreshTokenDead: 'Refresh token provided is expired or revoked.',
  accessTokenInvalid: 'API Access Token provided is invalid.',
  /** UNKNOWN: nobody recorded the text for an expired or superseded one; worded as its sibling above. */
  accessTokenDead: 'API Access Token provided is expired or revoked.',
  bearerInvalid: 'Authentication failed: invalid bearer token.',
  notAuthenticated: 'Authentication credentials were not provided.',
  /** UNKNOWN: nobody recorded the text; the status is. */
  signOnFailed: 'Unable to authenticate with the given username and password.',
} as const;

/** An answer in JSON. */
export function json(status: number, body: unknown, more: Partial<Answer> = {}): Answer {
  return { status, contentType: 'application/json', text: JSON.stringify(body), ...more };
}

/** An answer in HTML, as Django's own pages are. */
export function html(status: number, text: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status, contentType: 'text/html; charset=utf-8', text, headers };
}

/** A refusal with `code`: a string of six digits that begins with the status. */
export function refusal(status: 401 | 403, detail: string): Answer {
  return json(status, { detail, code: `${status}000` });
}

/** UNKNOWN: nobody recorded a 400 of these endpoints; the keys are those that Alation's SDK looks for. */
export function badRequest(errors: Readonly<Record<string, readonly string[]>>): Answer {
  return json(400, { code: '400000', title: 'Invalid Payload', errors });
}

/** ISO 8601 in UTC with the microseconds that instances send. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

/** A refresh token as createRefreshToken, regenRefreshToken and validateRefreshToken show it. */
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

/** An access token as createAPIAccessToken and validateAPIAccessToken show it. */
export function apiAccessTokenBody(accessToken: AccessToken, status: TokenStatus): object {
  return {
    user_id: accessToken.userId,
    created_at: timestamp(accessToken.mintedAt),
    token_expires_at: timestamp(accessToken.expiresAt),
    token_status: status,
    api_access_token: accessToken.value,
  };
}
