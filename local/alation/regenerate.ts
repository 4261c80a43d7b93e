import type { Instance } from './instance.ts';
import type { RefreshToken } from './refresh-tokens.ts';
import { type AlationResponse, json, refreshTokenBody } from './responses.ts';

/**
 * Processes `regenRefreshToken`. By default, a new refresh token replaces the old refresh token. UNKNOWN: the
 * status (2xx), the new expiry, and what happens to access tokens and to the user's other refresh tokens.
 * `behaviour.regeneration` decides all except the status.
 */
export function regenerate(
  { accessTokens, behaviour, clock, refreshTokens }: Instance,
  old: RefreshToken,
): AlationResponse {
  const { offers, expiry, accessTokens: own, others } = behaviour.regeneration;
  if (offers === 'unavailable') return json(404, { detail: 'Not found.' });
  const now = clock.now();
  if (offers === 'same') {
    old.expiresAt = now + behaviour.refreshTokenLifetimeMs;
    return json(200, refreshTokenBody(old, 'ACTIVE'), { minted: true });
  }
  const siblings = refreshTokens.all().filter(({ userId, id }) => userId === old.userId && id !== old.id);
  for (const sibling of siblings) {
    if (others !== 'kept') accessTokens.revokeAll(sibling.id);
    if (others === 'refresh-tokens-revoked') sibling.revokedAt ??= now;
  }
  old.revokedAt = now;
  if (own === 'revoked') accessTokens.revokeAll(old.id);
  const lifetime = expiry === 'full' ? behaviour.refreshTokenLifetimeMs : old.expiresAt - now;
  const created = refreshTokens.create(old.userId, old.name, lifetime);
  return json(201, refreshTokenBody(created, 'ACTIVE'), { minted: true });
}
