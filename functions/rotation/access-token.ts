import type { Sensitive } from './sensitive.ts';

/** Alation's name for what was minted: an API access token, or an OAuth bearer JWT. */
export type AccessTokenType = 'APIAccessToken' | 'Bearer';

/** An access token as a token endpoint returned it, its shape checked but not yet verified. */
export interface MintedAccessToken {
  readonly accessToken: Sensitive;
  readonly tokenType: AccessTokenType;
  /** Ms since the epoch on our clock, taken before the request was sent. */
  readonly issuedAt: number;
  /** Ms since the epoch on our clock; always after `issuedAt`. */
  readonly expiresAt: number;
  /** Whether Alation said when it expires, or a short life is assumed because it did not. */
  readonly expirySource: 'reported' | 'assumed';
}

/** An access token in its secret, with what a consumer needs to use it. */
export interface PublishedAccessToken {
  readonly accessToken: Sensitive;
  readonly tokenType: AccessTokenType;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly baseUrl: string;
  /** Name of the credential it was minted from. */
  readonly credential: string;
  /** The Alation user it belongs to; absent for OAuth. */
  readonly userId: number | undefined;
}
