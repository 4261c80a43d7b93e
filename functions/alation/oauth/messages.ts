import * as z from 'zod/mini';

/** Paths of the OAuth 2.0 endpoints for client applications (developer.alation.com, OAuth 2.0 API). */
export const OAuthPath = {
  token: '/oauth/v2/token/',
  introspect: '/oauth/v2/introspect/',
  jwks: '/oauth/v2/.well-known/jwks.json/',
} as const;

// Lazy schemas: most cold starts find nothing due, and parse no response.

/** Successful token response (RFC 6749 section 5.1). The client credentials grant has no refresh token. */
export const TokenResponse = z.lazy(() =>
  z.object({
    access_token: z.string(),
    token_type: z.string(),
    /** Seconds. */
    expires_in: z.optional(z.unknown()),
  }),
);

/** Error response (RFC 6749 section 5.2). */
export const TokenErrorResponse = z.lazy(() =>
  z.object({
    error: z.string(),
    error_description: z.optional(z.unknown()),
  }),
);

/** Introspection response (RFC 7662 section 2.2); only `active` is used. */
export const IntrospectionResponse = z.lazy(() => z.object({ active: z.boolean() }));

/** One public key of a JWK Set, for signatures (RFC 7517 section 4). The parameters of a key depend on its type. */
export const PublicKey = z.lazy(() =>
  z.looseObject({
    kty: z.string(),
    crv: z.optional(z.string()),
    use: z.optional(z.literal('sig')),
    kid: z.optional(z.string()),
    alg: z.optional(z.string()),
  }),
);

/** JWK Set (RFC 7517 section 5). */
export const JwkSet = z.lazy(() => z.object({ keys: z.array(z.unknown()) }));
