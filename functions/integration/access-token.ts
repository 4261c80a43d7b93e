import type { Sensitive } from './sensitive.ts';

/** The two kinds of access token, by Alation's names: an API access token, or an OAuth bearer JWT. */
export type AccessTokenType = 'APIAccessToken' | 'Bearer';

/** A flaw that an offline verification finds in a bearer JWT (RFC 7519 section 7.2, RFC 8725). */
export type AccessTokenFlaw =
  /** Not a JWT, or a signed JWT without `exp` or with an invalid claim. */
  | 'malformed'
  /** `none`, HMAC, or an `alg` other than that of the key. */
  | 'algorithm-refused'
  /** `iss` names another host. */
  | 'foreign-issuer'
  /** Signed with a key that Alation does not publish. */
  | 'unknown-key'
  | 'signature-invalid'
  | 'expired'
  | 'not-yet-valid';

/** An access token from the response of a token endpoint. Its form is checked, but it is not verified yet. */
export interface MintedAccessToken {
  readonly accessToken: Sensitive;
  readonly tokenType: AccessTokenType;
  /** Ms since the epoch on the rotator's clock, taken before the request was sent. */
  readonly issuedAt: number;
  /** Ms since the epoch on the rotator's clock; always after `issuedAt`. */
  readonly expiresAt: number;
  /** Whether Alation reported the expiry. If not, a short lifetime is assumed. */
  readonly expirySource: 'reported' | 'assumed';
  /**
   * Whether the response reported an impossible lifetime, or two different lifetimes. The shortest reported lifetime that
   * can be true counts.
   */
  readonly isLifetimeDoubtful?: boolean | undefined;
}

/** A published access token, with what a consumer needs to use it. */
export interface PublishedAccessToken {
  readonly accessToken: Sensitive;
  readonly tokenType: AccessTokenType;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly baseUrl: string;
  /** Name of its issuing credential. */
  readonly credential: string;
  /** The Alation user that the access token belongs to; undefined for OAuth. */
  readonly userId: number | undefined;
}
