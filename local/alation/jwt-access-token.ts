import { SignJWT } from 'jose';
import type { AccessToken } from './access-tokens.ts';
import type { Instance } from './instance.ts';
import type { OAuthClient } from './oauth-clients.ts';
import { opaque } from './random-bytes.ts';

/**
 * Claims of a JWT, as in the response of introspection. A type alias, not an interface, because jose needs an index signature.
 */
export type JwtClaims = {
  readonly iss: string;
  readonly sub: string;
  readonly client_id: string;
  readonly unique_id: string;
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
};

/** Mints a JWT and revokes the earlier JWT of the client. `exp` minus `iat` is exactly the client's duration. */
export async function mintJwt(instance: Instance, client: OAuthClient, issuer: string): Promise<AccessToken> {
  const { accessTokens, behaviour, clock, random, signingKeys } = instance;
  const mintedAt = clock.now();
  const minted = {
    credentialId: client.clientId,
    userId: client.userId,
    mintedAt,
    expiresAt: Math.floor(mintedAt / 1_000) * 1_000 + client.accessTokenDurationMs,
  };
  const jti = opaque(random, 16);
  const { kid, algorithm, privateKey } = await signingKeys.current();
  const value = await new SignJWT(jwtClaims(instance, minted, jti, issuer))
    .setProtectedHeader({ alg: algorithm, ...(behaviour.jwtsNameKey ? { kid } : {}), typ: 'JWT' })
    .sign(privateKey);
  // No await between these two lines, so that only one access token of two concurrent mints stays active.
  accessTokens.revokeAll(client.clientId);
  return accessTokens.add({ ...minted, value, jwt: { jti, kid } });
}

/** The claims of one JWT. */
export function jwtClaims(
  instance: Instance,
  minted: Pick<AccessToken, 'credentialId' | 'userId' | 'mintedAt' | 'expiresAt'>,
  jti: string,
  issuer: string,
): JwtClaims {
  const issuedAt = Math.floor(minted.mintedAt / 1_000);
  return {
    iss: issuer,
    sub: instance.users.find(minted.userId)?.username ?? '',
    client_id: minted.credentialId,
    unique_id: String(minted.userId),
    jti,
    iat: issuedAt,
    nbf: issuedAt,
    exp: Math.floor(minted.expiresAt / 1_000),
  };
}
