import { isAlationRefusal, refusalOf } from '../../functions/alation/api-key/refusal.ts';
import { apiKeyRequest } from '../../functions/alation/api-key/request.ts';
import type { HttpResponse } from '../../functions/alation/http/response.ts';
import { malformedAnswer, meaningOf } from '../../functions/alation/http/failure.ts';
import type { Alation } from './alation.ts';

/**
 * Posts JSON to one of the endpoints that only an operator uses, once. `refused` is a 401 that is Alation's own; the
 * sign-on page of a proxy is none.
 *
 * @param body with its secrets, which go nowhere else
 * @param isOwn tells a 401 of Alation's own: one about a token unless given
 * @throws RotationError for every other answer that is no success, and when there is none
 */
export async function postAsOperator(
  { http, timeoutMs }: Alation,
  baseUrl: string,
  path: `/integration/v1/${string}/`,
  body: object,
  isOwn: (answer: HttpResponse) => boolean = isAlationRefusal,
): Promise<HttpResponse | 'refused'> {
  const answer = await http(apiKeyRequest(baseUrl, path, body), AbortSignal.timeout(timeoutMs));
  const meaning = meaningOf(answer);
  if (meaning === 'success') return answer;
  if (meaning !== 'unauthorized') throw refusalOf(answer, meaning);
  if (isOwn(answer)) return 'refused';
  throw malformedAnswer(answer, 'a refusal that is not from Alation, perhaps the sign-on page of a proxy');
}
