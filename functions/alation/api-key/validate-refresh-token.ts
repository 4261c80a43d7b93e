import type { RefreshTokenCredential } from '../../integration/credential.ts';
import type { CredentialInspection } from '../../integration/ports.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedAnswer, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { measureSkew, parseTimestamp, toOurClock } from '../lifetime.ts';
import { ApiKeyPath, isAboutUser, isStatus, ValidateRefreshTokenResponse } from './messages.ts';
import { isAlationRefusal, refusalOf } from './refusal.ts';
import { apiKeyRequest, refreshTokenBody } from './request.ts';

/** The request that asks about a refresh token, above all when it expires. It changes nothing. */
export function validateRefreshTokenRequest(
  baseUrl: string,
  credential: RefreshTokenCredential,
): AlationRequest {
  return apiKeyRequest(baseUrl, ApiKeyPath.validateRefreshToken, refreshTokenBody(credential));
}

/**
 * Judges the answer to `validateRefreshTokenRequest`. `expiresAt` is told by our clock.
 *
 * @throws RotationError `AlationAnswerMalformed`, or by the status table
 */
export function processValidateRefreshTokenResponse(
  answer: HttpResponse,
  credential: RefreshTokenCredential,
): CredentialInspection {
  const meaning = meaningOf(answer);
  if (meaning === 'unauthorized') {
    if (isAlationRefusal(answer)) return { state: 'refused' };
    throw malformedAnswer(answer, 'a refusal that is not from Alation, perhaps the sign-on page of a proxy');
  }
  if (meaning !== 'success') throw refusalOf(answer, meaning);

  const parsed = ValidateRefreshTokenResponse.safeParse(requireJson(answer));
  if (
    !parsed.success ||
    parsed.data.status === 'failed' ||
    !isAboutUser(parsed.data.user_id, credential.userId)
  ) {
    throw malformedAnswer(answer, 'the body is not about the refresh token asked about');
  }
  const { token_status: tokenStatus, token_expires_at: tokenExpiresAt } = parsed.data;
  if (isStatus(tokenStatus, 'expired') || isStatus(tokenStatus, 'revoked')) return { state: 'refused' };
  if (!isStatus(tokenStatus, 'active')) {
    throw malformedAnswer(answer, 'the refresh token is neither ACTIVE nor EXPIRED nor REVOKED');
  }
  const expiresAt = parseTimestamp(tokenExpiresAt);
  const skew = measureSkew(answer.headers, answer.receivedAt);
  return { state: 'active', expiresAt: expiresAt === undefined ? undefined : toOurClock(expiresAt, skew) };
}
