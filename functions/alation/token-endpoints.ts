import type { Clock, TokenEndpoints } from '../integration/ports.ts';
import { createApiKeyEndpoints } from './api-key/endpoints.ts';
import { createHttp } from './http/http.ts';
import { createOAuthEndpoints } from './oauth/endpoints.ts';
import type { OAuthVerification } from './oauth/verification.ts';

/** The dependencies of the token endpoints. */
export interface TokenEndpointsOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** How OAuth access tokens are verified. */
  readonly oauthVerification: OAuthVerification;
  /**
   * Absolute time limit of one method call in ms, including bodies and second attempts.
   * @default 10_000
   */
  readonly timeoutMs?: number;
  /**
   * Lifetime in ms of an access token whose expiry Alation does not report.
   * @default 7_200_000
   */
  readonly assumedLifetimeMs?: number;
}

/**
 * Creates Alation's token endpoints for API keys and OAuth clients. `mint` and `inspect` choose by the kind of the
 * credential, `verify` by the type of the access token. The result keeps public keys and the accepted form of client
 * authentication in memory, so create it once per process.
 */
export function createTokenEndpoints(options: TokenEndpointsOptions): TokenEndpoints {
  const { fetch, clock, oauthVerification, timeoutMs = 10_000, assumedLifetimeMs = 7_200_000 } = options;
  const http = createHttp(fetch, clock);
  const apiKey = createApiKeyEndpoints(http, { clock, assumedLifetimeMs });
  const oauth = createOAuthEndpoints(http, { clock, assumedLifetimeMs, oauthVerification, timeoutMs });

  return {
    mint: async (baseUrl, credential) => {
      const deadline = AbortSignal.timeout(timeoutMs);
      return credential.kind === 'refresh-token'
        ? apiKey.mint(baseUrl, credential, deadline)
        : oauth.mint(baseUrl, credential, deadline);
    },
    verify: async (baseUrl, accessToken, credential) => {
      const deadline = AbortSignal.timeout(timeoutMs);
      if (accessToken.tokenType === 'APIAccessToken') {
        const userOfCredential = credential.kind === 'refresh-token' ? credential.userId : undefined;
        const userId = accessToken.userId ?? userOfCredential;
        return apiKey.verify(baseUrl, accessToken.accessToken, userId, deadline);
      }
      const client = credential.kind === 'oauth-client' ? credential : undefined;
      return oauth.verify(baseUrl, accessToken.accessToken, client, deadline);
    },
    inspect: async (baseUrl, credential) =>
      credential.kind === 'refresh-token'
        ? apiKey.inspect(baseUrl, credential, AbortSignal.timeout(timeoutMs))
        : { state: 'active', expiresAt: undefined },
    regenerate: (baseUrl, credential) =>
      apiKey.regenerate(baseUrl, credential, AbortSignal.timeout(timeoutMs)),
  };
}
