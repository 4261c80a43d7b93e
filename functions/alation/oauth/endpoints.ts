import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { Clock } from '../../integration/ports.ts';
import type { Http } from '../http/http.ts';
import { createAskAsClient } from './authenticated-client.ts';
import {
  clientCredentialsGrantRequest,
  processClientCredentialsResponse,
} from './client-credentials-grant.ts';
import { createKeyCache } from './key-cache.ts';
import { createVerifyOnline } from './online-verification.ts';
import { createVerifyBearer, type OAuthVerification, type VerifyBearer } from './verification.ts';

/** Alation's endpoints for OAuth clients; errors as in the port `TokenEndpoints`. */
export interface OAuthEndpoints {
  mint(baseUrl: string, credential: OAuthClientCredential, deadline: AbortSignal): Promise<MintedAccessToken>;
  readonly verify: VerifyBearer;
}

/** What the OAuth endpoints need beside HTTP. */
export interface OAuthEndpointsOptions {
  readonly clock: Clock;
  /** Life in ms of an access token without `expires_in`. */
  readonly assumedLifetimeMs: number;
  readonly oauthVerification: OAuthVerification;
  /** Limit of one method call in ms. */
  readonly timeoutMs: number;
}

/** Makes the OAuth endpoints, with their memory of public keys and of the accepted form of client authentication. */
export function createOAuthEndpoints(http: Http, options: OAuthEndpointsOptions): OAuthEndpoints {
  const { clock, assumedLifetimeMs, oauthVerification, timeoutMs } = options;
  const askAsClient = createAskAsClient(http);
  // Half of the time, so that introspection has the other half when the keys hang.
  const findSigningKey = createKeyCache(http, clock, Math.ceil(timeoutMs / 2));
  return {
    mint: async (baseUrl, credential, deadline) => {
      // Of two attempts the earlier start counts: an expiry told too early costs nothing.
      const issuedAt = clock.now();
      const answer = await askAsClient(
        baseUrl,
        credential,
        (authentication) => clientCredentialsGrantRequest(baseUrl, credential, authentication),
        deadline,
      );
      return processClientCredentialsResponse(answer, credential, issuedAt, assumedLifetimeMs);
    },
    verify: createVerifyBearer(oauthVerification, {
      verifyOnline: createVerifyOnline(http, askAsClient),
      findSigningKey,
      clock,
    }),
  };
}
