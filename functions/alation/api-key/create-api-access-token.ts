import type { MintedAccessToken } from '../../integration/access-token.ts';
import type { RefreshTokenCredential } from '../../integration/credential.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import { Sensitive } from '../../integration/sensitive.ts';
import { isHeaderSafe } from '../header-safe.ts';
import type { HttpResponse } from '../http/response.ts';
import { describeAnswer, malformedAnswer, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { expiryOf, measureSkew, parseTimestamp, toOurClock } from '../lifetime.ts';
import { reflectsSecret } from '../reflected-secret.ts';
import { ApiKeyPath, CreateAPIAccessTokenResponse, isAboutUser, isStatus } from './messages.ts';
import { isAlationRefusal, quoteDetail, refusalOf } from './refusal.ts';
import { apiKeyRequest, refreshTokenBody } from './request.ts';

/**
 * The request that creates an API access token from a refresh token, and kills the one created before
 * (developer.alation.com/dev/docs/authentication-into-alation-apis).
 */
export function createAPIAccessTokenRequest(
  baseUrl: string,
  credential: RefreshTokenCredential,
): AlationRequest {
  const body = refreshTokenBody(credential);
  return apiKeyRequest(baseUrl, ApiKeyPath.createAPIAccessToken, body, { mints: true });
}

/**
 * Judges the answer to `createAPIAccessTokenRequest`.
 *
 * @param issuedAt our clock before the request was sent
 * @param assumedLifetimeMs life of an access token whose expiry is not told
 * @throws RotationError `CredentialRejected`, `AlationAnswerMalformed`, `MintOutcomeUnknown`, or by the status table
 */
export function processCreateAPIAccessTokenResponse(
  answer: HttpResponse,
  credential: RefreshTokenCredential,
  issuedAt: number,
  assumedLifetimeMs: number,
): MintedAccessToken {
  const meaning = meaningOf(answer);
  if (meaning === 'unauthorized') throw rejection(answer, credential);
  if (meaning !== 'success') throw refusalOf(answer, meaning);

  const parsed = CreateAPIAccessTokenResponse.safeParse(requireJson(answer));
  if (!parsed.success || parsed.data.status === 'failed') {
    throw malformedAnswer(answer, 'the body holds no access token');
  }
  const body = parsed.data;
  if (!isHeaderSafe(body.api_access_token)) {
    throw malformedAnswer(answer, 'the access token is empty, too long, or holds characters no header can');
  }
  if (reflectsSecret(body.api_access_token, [credential.refreshToken.reveal()])) {
    throw malformedAnswer(answer, 'the access token is made of the refresh token');
  }
  if (!isAboutUser(body.user_id, credential.userId)) {
    throw malformedAnswer(answer, 'the access token belongs to another user_id than the refresh token');
  }
  if ((body.token_status ?? undefined) !== undefined && !isStatus(body.token_status, 'active')) {
    throw malformedAnswer(answer, 'the new access token is not ACTIVE');
  }

  const skew = measureSkew(answer.headers, answer.receivedAt, parseTimestamp(body.created_at));
  const reported = parseTimestamp(body.token_expires_at);
  const expiry = expiryOf(
    reported === undefined ? undefined : toOurClock(reported, skew),
    issuedAt,
    assumedLifetimeMs,
  );
  if (expiry.expiresAt <= issuedAt) {
    throw malformedAnswer(answer, 'the new access token has expired already');
  }
  return {
    accessToken: new Sensitive(body.api_access_token),
    tokenType: 'APIAccessToken',
    issuedAt,
    ...expiry,
  };
}

function rejection(answer: HttpResponse, credential: RefreshTokenCredential): RotationError {
  if (!isAlationRefusal(answer)) {
    return malformedAnswer(answer, 'a refusal that is not from Alation, perhaps the sign-on page of a proxy');
  }
  return new RotationError(
    'CredentialRejected',
    `${describeAnswer(answer)}: the refresh token of credential ${credential.name} is refused, or user_id ` +
      `${credential.userId} is not its owner. ${quoteDetail(answer)} Create a new refresh token and store it.`,
    { status: answer.status },
  );
}
