import type { Sensitive } from '../../integration/sensitive.ts';
import type { HttpResponse } from '../http/response.ts';
import { malformedAnswer, meaningOf } from '../http/failure.ts';
import type { AlationRequest } from '../http/http.ts';
import { requireJson } from '../http/json-body.ts';
import {
  type APIAccessTokenRequest,
  ApiKeyPath,
  isAboutUser,
  isStatus,
  ValidateAPIAccessTokenResponse,
} from './messages.ts';
import { isAlationRefusal, refusalOf } from './refusal.ts';
import { apiKeyRequest } from './request.ts';

/** The request that asks whether an API access token is alive. It needs no `TOKEN` header and changes nothing. */
export function validateAPIAccessTokenRequest(
  baseUrl: string,
  accessToken: Sensitive,
  userId: number,
): AlationRequest {
  const body: APIAccessTokenRequest = { api_access_token: accessToken.reveal(), user_id: userId };
  return apiKeyRequest(baseUrl, ApiKeyPath.validateAPIAccessToken, body);
}

/**
 * Judges the answer to `validateAPIAccessTokenRequest`: only Alation's own 401, or another status than ACTIVE, is
 * `dead`.
 *
 * @throws RotationError `AlationAnswerMalformed`, or by the status table: nobody knows whether it is alive
 */
export function processValidateAPIAccessTokenResponse(
  answer: HttpResponse,
  accessToken: Sensitive,
  userId: number,
): 'active' | 'inactive' {
  const meaning = meaningOf(answer);
  if (meaning === 'unauthorized') {
    if (isAlationRefusal(answer)) return 'inactive';
    throw malformedAnswer(answer, 'a refusal that is not from Alation, perhaps the sign-on page of a proxy');
  }
  if (meaning !== 'success') throw refusalOf(answer, meaning);

  const parsed = ValidateAPIAccessTokenResponse.safeParse(requireJson(answer));
  if (!parsed.success || parsed.data.status === 'failed' || typeof parsed.data.token_status !== 'string') {
    throw malformedAnswer(answer, 'the body does not tell the status of the access token');
  }
  const { api_access_token: echoed, token_status: tokenStatus, user_id: owner } = parsed.data;
  if ((typeof echoed === 'string' && echoed !== accessToken.reveal()) || !isAboutUser(owner, userId)) {
    throw malformedAnswer(answer, 'the body is about another access token than the one asked about');
  }
  return isStatus(tokenStatus, 'active') ? 'active' : 'inactive';
}
