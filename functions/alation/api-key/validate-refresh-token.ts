import type * as z from 'zod/mini';
import type { RefreshTokenCredential } from '../../integration/credential.ts';
import type { CredentialInspection } from '../../integration/ports.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedResponse } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import { measureSkew, MIN_SKEW_MS, parseTimestamp } from '../lifetime.ts';
import { ApiKeyPath, isAboutUser, isStatus, ValidateRefreshTokenResponse } from './messages.ts';
import { outcomeOf } from './refusal.ts';
import { apiKeyRequest, refreshTokenBody } from './request.ts';

/** The request for the status and the expiry of a refresh token. The request changes nothing. */
export function validateRefreshTokenRequest(
  baseUrl: string,
  credential: RefreshTokenCredential,
): AlationRequest {
  return apiKeyRequest(baseUrl, ApiKeyPath.validateRefreshToken, refreshTokenBody(credential));
}

/**
 * Processes the response to `validateRefreshTokenRequest`. `expiresAt` is in ms since the epoch on the rotator's clock,
 * or undefined if the response does not show the expiry.
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
 * The expiry by the rotator's clock. A refresh token may be weeks old, so only `Date` shows Alation's time. A `Date`
 * that contradicts the body does not count: a `Date` before the last use, or after the expiry of the ACTIVE refresh
 * token. If the time of creation equals the expiry, as in the example of Alation's guide, the expiry is unknown.
 */
function expiryOf(
  body: z.infer<typeof ValidateRefreshTokenResponse>,
  { headers, receivedAt }: HttpResponse,
): number | undefined {
  const expiresAt = parseTimestamp(body.token_expires_at);
  if (expiresAt === undefined || expiresAt === parseTimestamp(body.created_at)) return undefined;
  const skew = measureSkew(headers, receivedAt);
  const isBeforeUse = receivedAt + skew + MIN_SKEW_MS < (parseTimestamp(body.last_used_at) ?? 0);
  return [isBeforeUse ? expiresAt : expiresAt - skew, expiresAt].find((time) => time > receivedAt);
}
