import type { Sensitive } from '../../integration/sensitive.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedResponse } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import {
  type APIAccessTokenRequest,
  ApiKeyPath,
  isAboutUser,
  isStatus,
  ValidateAPIAccessTokenResponse,
} from './messages.ts';
import { outcomeOf } from './refusal.ts';
import { apiKeyRequest } from './request.ts';

/** The request that verifies an API access token. The request needs no `TOKEN` header and changes nothing. */
export function validateAPIAccessTokenRequest(
  baseUrl: string,
  accessToken: Sensitive,
  userId: number,
): AlationRequest {
  const body: APIAccessTokenRequest = { api_access_token: accessToken.reveal(), user_id: userId };
  return apiKeyRequest(baseUrl, ApiKeyPath.validateAPIAccessToken, body);
}

/**
 * Processes the response to `validateAPIAccessTokenRequest`. The access token is inactive only if Alation itself sent
 * the 401, or reports another status than ACTIVE.
 *
 * @throws RotationError `AlationAnswerMalformed`, or by the status table, if the response does not report the status of
 *   this access token of this user
 */
export function processValidateAPIAccessTokenResponse(
  response: HttpResponse,
  accessToken: Sensitive,
  userId: number,
): 'active' | 'inactive' {
  if (outcomeOf(response) === 'refused') return 'inactive';

  const parsed = ValidateAPIAccessTokenResponse.safeParse(requireJson(response));
  if (!parsed.success) throw malformedResponse(response, 'the body contains no status of the access token');
  const { api_access_token: echoed, token_status: tokenStatus, user_id: echoedUser } = parsed.data;
  if ((typeof echoed === 'string' && echoed !== accessToken.reveal()) || !isAboutUser(echoedUser, userId)) {
    throw malformedResponse(response, 'the body is about another access token or user than the request');
  }
  return isStatus(tokenStatus, 'active') ? 'active' : 'inactive';
}
