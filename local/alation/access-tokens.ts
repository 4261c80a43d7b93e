import type { Clock } from '../clock.ts';
import { type TokenStatus, tokenStatusAt } from './token-status.ts';

/** An access token that this instance minted. Times are ms since the epoch. */
export interface AccessToken {
  readonly value: string;
  /** Id of the refresh token or OAuth client that minted the access token. */
  readonly credentialId: string;
  readonly userId: number;
  readonly mintedAt: number;
  readonly expiresAt: number;
  revokedAt: number | undefined;
  /** Undefined for an API access token, which is not a JWT. */
  readonly jwt: { readonly jti: string; readonly kid: string } | undefined;
}

/** The access tokens of an instance, active and inactive. */
export interface AccessTokens {
  add(accessToken: Omit<AccessToken, 'revokedAt'>): AccessToken;
  find(value: unknown): AccessToken | undefined;
  byJti(jti: unknown): AccessToken | undefined;
  /** The access token that a credential minted last. */
  newest(credentialId: string): AccessToken | undefined;
  status(accessToken: AccessToken): TokenStatus;
  /** Revokes all active access tokens of a credential and returns how many there were. */
  revokeAll(credentialId: string): number;
  all(): readonly AccessToken[];
}

/**
 * Creates a collection without access tokens.
 *
 * @param isTrustedKey whether a published key has this `kid`; if not, JWTs with this `kid` are inactive
 */
export function createAccessTokens(
  clock: Pick<Clock, 'now'>,
  isTrustedKey: (kid: string) => boolean,
): AccessTokens {
  const byValue = new Map<unknown, AccessToken>();
  const byJti = new Map<unknown, AccessToken>();
  const newest = new Map<string, AccessToken>();
  /** Access tokens minted since the last `revokeAll`, by credential, so that `revokeAll` searches only these. */
  const sinceRevokeAll = new Map<string, AccessToken[]>();
  return {
    add: (fields) => {
      const accessToken: AccessToken = { ...fields, revokedAt: undefined };
      byValue.set(accessToken.value, accessToken);
      if (accessToken.jwt !== undefined) byJti.set(accessToken.jwt.jti, accessToken);
      newest.set(accessToken.credentialId, accessToken);
      const siblings = sinceRevokeAll.get(accessToken.credentialId);
      if (siblings === undefined) sinceRevokeAll.set(accessToken.credentialId, [accessToken]);
      else siblings.push(accessToken);
      return accessToken;
    },
    find: (value) => byValue.get(value),
    byJti: (jti) => byJti.get(jti),
    newest: (credentialId) => newest.get(credentialId),
    status: (accessToken) => {
      if (accessToken.jwt !== undefined && !isTrustedKey(accessToken.jwt.kid)) return 'REVOKED';
      return tokenStatusAt(accessToken, clock.now());
    },
    revokeAll: (credentialId) => {
      const now = clock.now();
      const active = (sinceRevokeAll.get(credentialId) ?? []).filter(
        (accessToken) => tokenStatusAt(accessToken, now) === 'ACTIVE',
      );
      for (const accessToken of active) accessToken.revokedAt = now;
      sinceRevokeAll.delete(credentialId);
      return active.length;
    },
    all: () => [...byValue.values()],
  };
}
