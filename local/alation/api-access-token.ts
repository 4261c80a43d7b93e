import type { AccessToken } from './access-tokens.ts';
import type { Instance } from './instance.ts';
import { opaque } from './random-bytes.ts';
import type { RefreshToken } from './refresh-tokens.ts';

/** 43 characters of base64url, the length on a real instance. */
const ACCESS_TOKEN_BYTES = 32;

/**
 * Mints an API access token, and revokes the earlier ones if `supersession` is `revokes`. The refresh token keeps its value
 * and its expiry.
 */
export function mintAPIAccessToken(instance: Instance, refreshToken: RefreshToken): AccessToken {
  const { accessTokens, behaviour, clock, random } = instance;
  const mintedAt = clock.now();
  if (behaviour.supersession === 'revokes') accessTokens.revokeAll(refreshToken.id);
  refreshToken.lastUsedAt = mintedAt;
  return accessTokens.add({
    value: opaque(random, ACCESS_TOKEN_BYTES),
    credentialId: refreshToken.id,
    userId: refreshToken.userId,
    mintedAt,
    expiresAt: mintedAt + behaviour.accessTokenLifetimeMs,
    jwt: undefined,
  });
}
