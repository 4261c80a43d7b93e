import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import type { Clock } from '../../integration/ports.ts';
import type { Http } from '../http/http.ts';
import { createSendAsClient } from './authenticated-client.ts';
import {
  clientCredentialsGrantRequest,
  processClientCredentialsResponse,
} from './client-credentials-grant.ts';
import { createKeyCache } from './key-cache.ts';
import { createVerifyOnline } from './online-verification.ts';
import { createVerifyBearer, type OAuthVerification, type VerifyBearer } from './verification.ts';

/** Alation's endpoints for OAuth clients. They throw the same errors as `TokenEndpoints`. */
export interface OAuthEndpoints {
  mint(baseUrl: string, credential: OAuthClientCredential, deadline: AbortSignal): Promise<MintedAccessToken>;
  readonly verify: VerifyBearer;
}

/** The dependencies of the OAuth endpoints, in addition to HTTP. */
export interface OAuthEndpointsOptions {
  readonly clock: Clock;
  /** Lifetime in ms of an access token whose lifetime Alation does not report. */
  readonly assumedLifetimeMs: number;
  readonly oauthVerification: OAuthVerification;
  /** Time limit of one method call in ms. */
  readonly timeoutMs: number;
}

/** Creates the OAuth endpoints. They keep public keys and the accepted form of client authentication in memory. */
export function createOAuthEndpoints(http: Http, options: OAuthEndpointsOptions): OAuthEndpoints {
  const { clock, assumedLifetimeMs, oauthVerification, timeoutMs } = options;
  const sendAsClient = createSendAsClient(http);
  // Half of the time limit: if the keys do not arrive, introspection has the other half.
  const checkWithKeys = createKeyCache(http, clock, Math.ceil(timeoutMs / 2));
  return {
    mint: async (baseUrl, credential, deadline) => {
      // The start of the first attempt counts, because an expiry that is too early is harmless.
      const issuedAt = clock.now();
      const response = await sendAsClient(
        baseUrl,
        credential,
        (authentication) => clientCredentialsGrantRequest(baseUrl, credential, authentication),
        deadline,
      );
      return processClientCredentialsResponse(response, credential, issuedAt, assumedLifetimeMs);
    },
    verify: createVerifyBearer(oauthVerification, {
      verifyOnline: createVerifyOnline(http, sendAsClient),
      checkWithKeys,
      clock,
    }),
  };
}
