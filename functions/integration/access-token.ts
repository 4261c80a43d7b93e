import type { Sensitive } from './sensitive.ts';

/** Alation's name for what was minted: an API access token, or an OAuth bearer JWT. */
export type AccessTokenType = 'APIAccessToken' | 'Bearer';

/** What is wrong with a bearer JWT, as it shows without asking Alation (RFC 7519 section 7.2, RFC 8725). */
export type AccessTokenFlaw =
  /** Not a signed JWT. */
  | 'malformed'
  /** `none`, HMAC, or another `alg` than the key says. */
  | 'algorithm-refused'
  /** `iss` names another host. */
  | 'foreign-issuer'
  /** Signed with a key that the instance does not publish. */
  | 'unknown-key'
  | 'signature-invalid'
  | 'expired'
  | 'not-yet-valid';

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
