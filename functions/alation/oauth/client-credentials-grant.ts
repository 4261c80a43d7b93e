import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { OAuthClientCredential } from '../../integration/credential.ts';
import { Sensitive } from '../../integration/sensitive.ts';
import { isHeaderSafe } from '../header-safe.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedAnswer, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { expiryOf } from '../lifetime.ts';
import { reflectsSecret } from '../reflected-secret.ts';
import { authenticatedRequest, carriedSecrets, type ClientAuthentication } from './client-authentication.ts';
import { oauthFailure } from './error-response.ts';
import { OAuthPath, TokenResponse } from './messages.ts';

/** The client credentials grant (RFC 6749 section 4.4.2). Alation keeps one live access token per client. */
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
 * Judges the answer to `clientCredentialsGrantRequest`. `expires_in` counts from `issuedAt`, so the clocks need not
 * agree.
 *
 * @param issuedAt our clock before the request was sent
 * @param assumedLifetimeMs life of an access token without `expires_in`
 * @throws RotationError by the tables of RFC 6749 section 5.2 and of statuses; `AlationAnswerMalformed`,
 *   `MintOutcomeUnknown`
 */
export function processClientCredentialsResponse(
  answer: HttpResponse,
  credential: OAuthClientCredential,
  issuedAt: number,
  assumedLifetimeMs: number,
): MintedAccessToken {
  if (meaningOf(answer) !== 'success') throw oauthFailure(answer, credential);

  const parsed = TokenResponse.safeParse(requireJson(answer));
  if (!parsed.success) throw malformedAnswer(answer, 'the body holds no access_token with a token_type');
  const { access_token: accessToken, token_type: tokenType, expires_in: expiresIn } = parsed.data;
  if (tokenType.toLowerCase() !== 'bearer') throw malformedAnswer(answer, 'the token_type is not Bearer');
  if (!isHeaderSafe(accessToken)) {
    throw malformedAnswer(answer, 'the access token is empty, too long, or holds characters no header can');
  }
  if (reflectsSecret(accessToken, carriedSecrets(credential))) {
    throw malformedAnswer(answer, 'the access token is made of the client secret');
  }
  const seconds = secondsOf(expiresIn);
  const reported = seconds === undefined ? undefined : issuedAt + seconds * 1_000;
  const expiry = expiryOf(reported, issuedAt, assumedLifetimeMs);
  if (expiry.expiresAt <= issuedAt) throw malformedAnswer(answer, 'the new access token has expired already');
  return { accessToken: new Sensitive(accessToken), tokenType: 'Bearer', issuedAt, ...expiry };
}

/** `expires_in` is a number by the RFC, and a string of digits from some servers. */
function secondsOf(expiresIn: unknown): number | undefined {
  if (typeof expiresIn === 'number') return Number.isFinite(expiresIn) ? expiresIn : undefined;
  return typeof expiresIn === 'string' && /^\d{1,12}$/.test(expiresIn) ? Number(expiresIn) : undefined;
}
