import type { Clock } from '../clock.ts';
import { opaque, type RandomBytes } from './random-bytes.ts';
import { type TokenStatus, tokenStatusAt } from './token-status.ts';

/** A refresh token. Times are ms since the epoch. */
export interface RefreshToken {
  /** The number that Alation shows in its messages, as text. */
  readonly id: string;
  readonly value: string;
  readonly userId: number;
  readonly name: string;
  readonly createdAt: number;
  expiresAt: number;
  lastUsedAt: number | undefined;
  revokedAt: number | undefined;
}

/** The refresh tokens of an instance, active and inactive. */
export interface RefreshTokens {
  create(userId: number, name: string, lifetimeMs: number): RefreshToken;
  find(value: unknown): RefreshToken | undefined;
  byId(id: string): RefreshToken | undefined;
  status(refreshToken: RefreshToken): TokenStatus;
  all(): readonly RefreshToken[];
}

/** 87 characters of base64url, the length on a real instance. */
const REFRESH_TOKEN_BYTES = 65;

/** Creates a collection without refresh tokens. */
export function createRefreshTokens(clock: Pick<Clock, 'now'>, random: RandomBytes): RefreshTokens {
  const byValue = new Map<unknown, RefreshToken>();
  const byId = new Map<string, RefreshToken>();
  return {
    create: (userId, name, lifetimeMs) => {
      const createdAt = clock.now();
      const refreshToken: RefreshToken = {
        id: String(byId.size + 1),
        value: opaque(random, REFRESH_TOKEN_BYTES),
        userId,
        name,
        createdAt,
        expiresAt: createdAt + lifetimeMs,
        lastUsedAt: undefined,
        revokedAt: undefined,
      };
      byValue.set(refreshToken.value, refreshToken);
      byId.set(refreshToken.id, refreshToken);
      return refreshToken;
    },
    find: (value) => byValue.get(value),
    byId: (id) => byId.get(id),
    status: (refreshToken) => tokenStatusAt(refreshToken, clock.now()),
    all: () => [...byId.values()],
  };
}
