import { createHttp } from '../../functions/alation/http/http.ts';
import type { Http } from '../../functions/alation/http/http.ts';
import { createSendAsClient } from '../../functions/alation/oauth/authenticated-client.ts';
import type { SendAsClient } from '../../functions/alation/oauth/authenticated-client.ts';
import { createTokenEndpoints } from '../../functions/alation/token-endpoints.ts';
import type { Clock, TokenEndpoints } from '../../functions/integration/ports.ts';

/** Alation as the command speaks to it. */
export interface Alation {
  /** The rotator's own endpoints. OAuth access tokens are verified online: this is about who is alive. */
  readonly endpoints: TokenEndpoints;
  /** For endpoints that the rotator does not use. */
  readonly http: Http;
  /** For what an OAuth client is asked about itself. */
  readonly sendAsClient: SendAsClient;
  /** Limit of one exchange in ms. */
  readonly timeoutMs: number;
}

/** Makes it. */
export function createAlation(fetch: typeof globalThis.fetch, clock: Clock): Alation {
  const timeoutMs = 15_000;
  const http = createHttp(fetch, clock);
  return {
    endpoints: createTokenEndpoints({ fetch, clock, oauthVerification: 'online', timeoutMs }),
    http,
    sendAsClient: createSendAsClient(http),
    timeoutMs,
  };
}
