import type { IncomingRequest } from './incoming-request.ts';
import type { Answer } from './wire-messages.ts';

/** Names of the endpoints, as Alation calls them. */
export type EndpointName =
  | 'createRefreshToken'
  | 'regenRefreshToken'
  | 'validateRefreshToken'
  | 'createAPIAccessToken'
  | 'validateAPIAccessToken'
  | 'revokeAPIAccessTokens'
  | 'userinfo'
  | 'full_version'
  | 'token'
  | 'introspect'
  | 'jwks';

/** One endpoint. */
export interface Endpoint {
  readonly name: EndpointName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Id of the refresh token or OAuth client a request is about, good or bad; changes nothing. */
  identify(request: IncomingRequest): string | undefined;
  /** Does what is asked. */
  handle(request: IncomingRequest): Answer | Promise<Answer>;
}
