import type { MintedBy } from '../alation/control.ts';

/** A published access token. Times are ms since the epoch. */
export interface PublishedToken {
  readonly credential: string;
  readonly mintedAt: number;
  /** When the next published access token was minted, or the end of the history. */
  readonly publishedUntil: number;
  /** When the access token expired or was revoked, but at most the end of the history. */
  readonly inactiveFrom: number;
  /** Whether the access token was revoked before its expiry. */
  readonly isRevoked: boolean;
}

/** The access tokens that one integration published, in order. The history keeps their values, and returns no value. */
export interface AccessTokenHistory {
  add(published: { readonly credential: string; readonly value: string }): void;
  tokens(until: number): readonly PublishedToken[];
}

/**
 * A history without access tokens.
 *
 * @param mintedBy returns what Alation knows about an access token
 */
export function createAccessTokenHistory(
  mintedBy: (value: string) => MintedBy | undefined,
): AccessTokenHistory {
  const all: { readonly credential: string; readonly value: string }[] = [];
  return {
    add: (published) => void all.push(published),
    tokens: (until) => {
      const known = all.flatMap(({ credential, value }) => {
        const minted = mintedBy(value);
        return minted === undefined ? [] : [{ credential, ...minted }];
      });
      return known.map(({ credential, mintedAt, expiresAt, revokedAt = Infinity }, index) => ({
        credential,
        mintedAt,
        publishedUntil: known[index + 1]?.mintedAt ?? until,
        inactiveFrom: Math.min(expiresAt, revokedAt, until),
        isRevoked: revokedAt < expiresAt,
      }));
    },
  };
}
