import { outcomeOf } from '../../functions/alation/api-key/refusal.ts';
import { apiKeyRequest } from '../../functions/alation/api-key/request.ts';
import type { HttpResponse } from '../../functions/alation/http/response.ts';
import type { Alation } from './alation.ts';

/**
 * Posts JSON, without a retry, to an endpoint that only operators use. `rejected` is a 401 from Alation itself, not
 * from the sign-on page of a proxy.
 *
 * @param isOwn whether Alation itself sent the 401. Default: its body is about a token
 * @throws RotationError for any other response without success, and if there is no response
 */
export async function postAsOperator(
  { http, timeoutMs }: Alation,
  baseUrl: string,
  path: `/integration/v1/${string}/`,
  body: object,
  isOwn?: (response: HttpResponse) => boolean,
): Promise<HttpResponse | 'rejected'> {
  const response = await http(apiKeyRequest(baseUrl, path, body), AbortSignal.timeout(timeoutMs));
  return outcomeOf(response, isOwn) === 'refused' ? 'rejected' : response;
}
