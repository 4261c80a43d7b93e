import { outcomeOf } from '../../functions/alation/api-key/refusal.ts';
import { apiKeyRequest } from '../../functions/alation/api-key/request.ts';
import type { HttpResponse } from '../../functions/alation/http/response.ts';
import type { Alation } from './alation.ts';

/**
 * Posts JSON to one of the endpoints that only an operator uses, once. `refused` is a 401 that is Alation's own; the
 * sign-on page of a proxy is none.
 *
 * @param body with its secrets, which go nowhere else
 * @param isOwn recognises a 401 that Alation sent; by default one about a token
 * @throws RotationError for every other answer that is no success, and when there is none
 */
export async function postAsOperator(
  { http, timeoutMs }: Alation,
  baseUrl: string,
  path: `/integration/v1/${string}/`,
  body: object,
  isOwn?: (response: HttpResponse) => boolean,
): Promise<HttpResponse | 'refused'> {
  const response = await http(apiKeyRequest(baseUrl, path, body), AbortSignal.timeout(timeoutMs));
  return outcomeOf(response, isOwn) === 'refused' ? 'refused' : response;
}
