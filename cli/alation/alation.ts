import { createHttp } from '../../functions/alation/http/http.ts';
import type { Http } from '../../functions/alation/http/http.ts';
import { createSendAsClient } from '../../functions/alation/oauth/authenticated-client.ts';
import type { SendAsClient } from '../../functions/alation/oauth/authenticated-client.ts';
import { createTokenEndpoints } from '../../functions/alation/token-endpoints.ts';
import type { Clock, TokenEndpoints } from '../../functions/integration/ports.ts';
import { SECOND_MS } from '../../functions/time.ts';

/** Alation's endpoints, as the command calls them. */
export interface Alation {
  /** The rotator's endpoints. They verify OAuth access tokens online, because only Alation knows of a revocation. */
  readonly endpoints: TokenEndpoints;
  /** Calls endpoints that the rotator does not call. */
  readonly http: Http;
  /** Calls endpoints that authenticate an OAuth client. */
  readonly sendAsClient: SendAsClient;
  /** Time limit of one exchange, in ms. */
  readonly timeoutMs: number;
}

/** Creates the endpoints. */
export function createAlation(fetch: typeof globalThis.fetch, clock: Clock): Alation {
  const timeoutMs = 15 * SECOND_MS;
  const http = createHttp(fetch, clock);
  return {
    endpoints: createTokenEndpoints({ fetch, clock, oauthVerification: 'online', timeoutMs }),
    http,
    sendAsClient: createSendAsClient(http),
    timeoutMs,
  };
}
