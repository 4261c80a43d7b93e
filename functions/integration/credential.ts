import type { Sensitive } from './sensitive.ts';

/** A refresh token of Alation's API keys, with the user that it belongs to. Alation checks both as a pair. */
export interface RefreshTokenCredential {
  readonly kind: 'refresh-token';
  /** Unique within the integration. */
  readonly name: string;
  readonly refreshToken: Sensitive;
  readonly userId: number;
}

/** An OAuth 2.0 client (RFC 6749 section 2), for the client credentials grant. */
export interface OAuthClientCredential {
  readonly kind: 'oauth-client';
  /** Unique within the integration. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: Sensitive;
}

/** A refresh token or an OAuth client. The rotator mints access tokens from it. */
export type Credential = RefreshTokenCredential | OAuthClientCredential;

/** The kinds of credential. */
export type CredentialKind = Credential['kind'];

/** The credentials in an integration's credentials secret, in the operator's order. */
export interface Credentials {
  /** The origin of Alation, such as `https://acme.alationcloud.com`; its host is allowed. */
  readonly baseUrl: string;
  /** One to eight, with unique names. */
  readonly credentials: readonly Credential[];
}
