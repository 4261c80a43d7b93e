import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import { Sensitive } from '../../integration/sensitive.ts';
import { SECOND_MS } from '../../time.ts';
import { isHeaderSafe } from '../header-safe.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedResponse, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { expiryOf } from '../lifetime.ts';
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
 * Processes the response to `clientCredentialsGrantRequest`. `expires_in` counts from `issuedAt`, so clock skew has no
 * effect.
 *
 * @param issuedAt the rotator's clock before the request was sent
 * @param assumedLifetimeMs lifetime of an access token without `expires_in`
 * @throws RotationError by the tables of RFC 6749 section 5.2 and of statuses; `AlationAnswerMalformed`,
 *   `MintOutcomeUnknown`
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
  const seconds = secondsOf(expiresIn);
  const reported = seconds === undefined ? undefined : issuedAt + seconds * SECOND_MS;
  const expiry = expiryOf(reported, issuedAt, assumedLifetimeMs);
  if (expiry.expiresAt <= issuedAt)
    throw malformedResponse(response, 'the new access token has already expired');
  return { accessToken: new Sensitive(accessToken), tokenType: 'Bearer', issuedAt, ...expiry };
}

/** The RFC defines `expires_in` as a number; some servers send a string of digits. */
function secondsOf(expiresIn: unknown): number | undefined {
  if (typeof expiresIn === 'number') return Number.isFinite(expiresIn) ? expiresIn : undefined;
  return typeof expiresIn === 'string' && /^\d{1,12}$/.test(expiresIn) ? Number(expiresIn) : undefined;
}
