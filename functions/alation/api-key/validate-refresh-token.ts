import type * as z from 'zod/mini';
import type { RefreshTokenCredential } from '../../integration/credential.ts';
import type { CredentialInspection } from '../../integration/ports.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedResponse } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { measureSkew, parseTimestamp } from '../lifetime.ts';
import { ApiKeyPath, isAboutUser, isStatus, ValidateRefreshTokenResponse } from './messages.ts';
import { outcomeOf } from './refusal.ts';
import { apiKeyRequest, refreshTokenBody } from './request.ts';

/** The request for the status and the expiry of a refresh token. It changes nothing. */
export function validateRefreshTokenRequest(
  baseUrl: string,
  credential: RefreshTokenCredential,
): AlationRequest {
  return apiKeyRequest(baseUrl, ApiKeyPath.validateRefreshToken, refreshTokenBody(credential));
}

/**
 * Processes the response to `validateRefreshTokenRequest`. `expiresAt` is in ms since the epoch on the rotator's clock,
 * or undefined if the response does not say.
 *
 * @throws RotationError `AlationAnswerMalformed`, or by the status table
 */
export function processValidateRefreshTokenResponse(
  response: HttpResponse,
  credential: RefreshTokenCredential,
): CredentialInspection {
  if (outcomeOf(response) === 'refused') return { state: 'refused' };

  const parsed = ValidateRefreshTokenResponse.safeParse(requireJson(response));
  if (!parsed.success || !isAboutUser(parsed.data.user_id, credential.userId)) {
    throw malformedResponse(response, 'the body is not about the refresh token of the request');
  }
  const { token_status: tokenStatus } = parsed.data;
  if (isStatus(tokenStatus, 'expired') || isStatus(tokenStatus, 'revoked')) return { state: 'refused' };
  if (!isStatus(tokenStatus, 'active')) {
    throw malformedResponse(response, 'the status of the refresh token is not ACTIVE, EXPIRED or REVOKED');
  }
  return { state: 'active', expiresAt: expiryOf(parsed.data, response) };
}

/**
 * A refresh token may be weeks old, so only `Date` shows the difference of the clocks. It counts only where it makes the
 * expiry earlier: a warning that is too early does no harm. An expiry in the past is wrong, because the token is ACTIVE.
 * Equal times say nothing, as in the example of Alation's guide.
 */
function expiryOf(
  { created_at: createdAt, token_expires_at: tokenExpiresAt }: z.infer<typeof ValidateRefreshTokenResponse>,
  { headers, receivedAt }: HttpResponse,
): number | undefined {
  const expiresAt = parseTimestamp(tokenExpiresAt);
  if (expiresAt === undefined || expiresAt === parseTimestamp(createdAt)) return undefined;
  const byDate = expiresAt - Math.max(measureSkew(headers, receivedAt), 0);
  return [byDate, expiresAt].find((time) => time > receivedAt);
}
