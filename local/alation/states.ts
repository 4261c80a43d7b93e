import type { AccessToken } from './access-tokens.ts';
import type { Instance } from './instance.ts';
import type { OAuthClient } from './oauth-clients.ts';
import type { RefreshToken } from './refresh-tokens.ts';
import type { TokenStatus } from './token-status.ts';

/** A refresh token without its value. Times are ms since the epoch. */
export interface RefreshTokenState {
  readonly id: string;
  readonly name: string;
  readonly userId: number;
  readonly status: TokenStatus;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number | undefined;
  /** Status of the access token minted last, as the UI shows it; undefined before the first mint. */
  readonly accessTokenStatus: TokenStatus | undefined;
}

/** An access token without its value. Times are ms since the epoch. */
export interface AccessTokenState {
  readonly tokenType: 'APIAccessToken' | 'Bearer';
  /** Id of the refresh token or client. */
  readonly credentialId: string;
  readonly userId: number;
  readonly status: TokenStatus;
  readonly mintedAt: number;
  readonly expiresAt: number;
}

/** A client without its secret. Times are ms since the epoch. */
export interface OAuthClientState {
  readonly clientId: string;
  readonly name: string;
  readonly userId: number;
  readonly accessTokenDurationMs: number;
  readonly createdAt: number;
  readonly accessTokenStatus: TokenStatus | undefined;
}

/** The state of a refresh token. */
export function refreshTokenState(instance: Instance, refreshToken: RefreshToken): RefreshTokenState {
  const { id, name, userId, createdAt, expiresAt, lastUsedAt } = refreshToken;
  const status = instance.refreshTokens.status(refreshToken);
  const accessTokenStatus = newestStatus(instance, id);
  return { id, name, userId, status, createdAt, expiresAt, lastUsedAt, accessTokenStatus };
}

/** The state of an access token. */
export function accessTokenState(instance: Instance, accessToken: AccessToken): AccessTokenState {
  const { credentialId, userId, mintedAt, expiresAt, jwt } = accessToken;
  const status = instance.accessTokens.status(accessToken);
  const tokenType = jwt === undefined ? 'APIAccessToken' : 'Bearer';
  return { tokenType, credentialId, userId, status, mintedAt, expiresAt };
}

/** The state of a client. */
export function oauthClientState(instance: Instance, client: OAuthClient): OAuthClientState {
  const { clientId, name, userId, accessTokenDurationMs, createdAt } = client;
  const accessTokenStatus = newestStatus(instance, clientId);
  return { clientId, name, userId, accessTokenDurationMs, createdAt, accessTokenStatus };
}

function newestStatus({ accessTokens }: Instance, credentialId: string): TokenStatus | undefined {
  const newest = accessTokens.newest(credentialId);
  return newest === undefined ? undefined : accessTokens.status(newest);
}
