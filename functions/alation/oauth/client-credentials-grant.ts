import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import { Sensitive } from '../../integration/sensitive.ts';
import { isHeaderSafe } from '../header-safe.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedResponse, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { senderTime } from '../http/sender-time.ts';
import { expiryOf } from '../lifetime.ts';
import { bearerLifetime } from './bearer-lifetime.ts';
import { reflectsSecret } from '../reflected-secret.ts';
import { authenticatedRequest, carriedSecrets, type ClientAuthentication } from './client-authentication.ts';
import { oauthFailure } from './error-response.ts';
import { OAuthPath, TokenResponse } from './messages.ts';

/** The client credentials grant (RFC 6749 section 4.4.2). Alation keeps one active access token per client. */
export function clientCredentialsGrantRequest(
  baseUrl: string,
  credential: OAuthClientCredential,
  authentication: ClientAuthentication,
): AlationRequest {
  return authenticatedRequest(
    { baseUrl, method: 'POST', path: OAuthPath.token, mints: true },
    { grant_type: 'client_credentials' },
    credential,
    authentication,
  );
}

/**
 * Processes the response to `clientCredentialsGrantRequest`. The lifetime counts from `issuedAt`.
 *
 * @param issuedAt the rotator's clock before the request was sent
 * @param assumedLifetimeMs lifetime of an access token whose lifetime Alation does not report
 * @throws RotationError with the code for the OAuth error (RFC 6749 section 5.2) or for the HTTP status;
 *   `AlationAnswerMalformed`, `MintOutcomeUnknown`
 */
export function processClientCredentialsResponse(
  response: HttpResponse,
  credential: OAuthClientCredential,
  issuedAt: number,
  assumedLifetimeMs: number,
): MintedAccessToken {
  if (meaningOf(response) !== 'success') throw oauthFailure(response, credential);

  const parsed = TokenResponse.safeParse(requireJson(response));
  if (!parsed.success)
    throw malformedResponse(response, 'the body contains no access_token with a token_type');
  const { access_token: accessToken, token_type: tokenType, expires_in: expiresIn } = parsed.data;
  if (tokenType.toLowerCase() !== 'bearer') throw malformedResponse(response, 'the token_type is not Bearer');
  if (!isHeaderSafe(accessToken)) {
    throw malformedResponse(
      response,
      'the access token is empty, too long, or contains characters that a header cannot carry',
    );
  }
  if (reflectsSecret(accessToken, carriedSecrets(credential))) {
    throw malformedResponse(response, 'the access token repeats the client secret');
  }
  const { lifetimeMs, isDoubtful } = bearerLifetime(accessToken, expiresIn, earlierNow(response, issuedAt));
  if (lifetimeMs !== undefined && lifetimeMs <= 0) {
    throw malformedResponse(response, 'the new access token has already expired');
  }
  return {
    accessToken: new Sensitive(accessToken),
    tokenType: 'Bearer',
    issuedAt,
    ...expiryOf(lifetimeMs, issuedAt, assumedLifetimeMs),
    ...(isDoubtful && { isLifetimeDoubtful: true }),
  };
}

/** The earlier time of two clocks, so that a clock that is ahead does not make a new access token look old. */
function earlierNow({ headers }: HttpResponse, issuedAt: number): number {
  return Math.min(senderTime(headers) ?? issuedAt, issuedAt);
}
