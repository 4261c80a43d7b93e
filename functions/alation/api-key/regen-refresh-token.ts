import type { RefreshTokenCredential } from '../../integration/credential.ts';
import { RotationError } from '../../integration/rotation-error.ts';
import { Sensitive } from '../../integration/sensitive.ts';
import { describeResponse, malformedResponse } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import type { HttpResponse } from '../http/response.ts';
import { ApiKeyPath, issueProblem, RegenRefreshTokenResponse } from './messages.ts';
import { outcomeOf, quoteDetail } from './refusal.ts';
import { apiKeyRequest, refreshTokenBody } from './request.ts';

/**
 * The request that replaces a refresh token with a new refresh token. Alation revokes the old refresh token at once, so
 * no layer may retry the request. The request needs no password, so it also works for users of SSO
 * (docs.alation.com/en/latest/admins/UserAccounts/ManageUserAPITokens.html).
 */
export function regenRefreshTokenRequest(
  baseUrl: string,
  credential: RefreshTokenCredential,
): AlationRequest {
  return apiKeyRequest(baseUrl, ApiKeyPath.regenRefreshToken, refreshTokenBody(credential));
}

/**
 * Processes the response to `regenRefreshTokenRequest`, and returns the refresh token in it. Alation may return the old
 * refresh token, with a later expiry.
 *
 * @throws RotationError `CredentialRejected`, `AlationAnswerMalformed`, or by the status table. With `detail.sent`
 *   Alation may have revoked the old refresh token
 */
export function processRegenRefreshTokenResponse(
  response: HttpResponse,
  credential: RefreshTokenCredential,
): Sensitive {
  if (outcomeOf(response) === 'refused') {
    throw new RotationError(
      'CredentialRejected',
      `${describeResponse(response)}: Alation refuses to renew the refresh token of credential ${credential.name}. ` +
        quoteDetail(response),
      { status: response.status },
    );
  }
  const parsed = RegenRefreshTokenResponse.safeParse(requireJson(response));
  if (!parsed.success) throw malformedResponse(response, 'the body contains no refresh token');
  const problem = issueProblem(parsed.data, credential.userId, 'refresh token');
  if (problem !== undefined) throw malformedResponse(response, problem);
  return new Sensitive(parsed.data.refresh_token);
}
