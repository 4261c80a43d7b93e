import type { IncomingRequest } from './incoming-request.ts';
import type { AlationResponse } from './responses.ts';

/** Names of the endpoints, as Alation calls them, and `page` for the pages of its UI. */
export type EndpointName =
  | 'createRefreshToken'
  | 'regenRefreshToken'
  | 'validateRefreshToken'
  | 'createAPIAccessToken'
  | 'validateAPIAccessToken'
  | 'revokeAPIAccessTokens'
  | 'userinfo'
  | 'license'
  | 'full_version'
  | 'token'
  | 'introspect'
  | 'jwks'
  | 'page';

/** One endpoint. */
export interface Endpoint {
  readonly name: EndpointName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Id of the credential in a request, or of the credential that minted the access token in a request, unchecked. */
  identify(request: IncomingRequest): string | undefined;
  handle(request: IncomingRequest): AlationResponse | Promise<AlationResponse>;
}
