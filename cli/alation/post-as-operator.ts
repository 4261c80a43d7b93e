import { isAlationRefusal, refusalOf } from '../../functions/alation/api-key/refusal.ts';
import { apiKeyRequest } from '../../functions/alation/api-key/request.ts';
import type { HttpResponse } from '../../functions/alation/http/response.ts';
import { malformedAnswer, meaningOf } from '../../functions/alation/http/failure.ts';
import type { Alation } from './alation.ts';

/**
 * Posts JSON, without a retry, to an endpoint that only operators use. `rejected` is a 401 from Alation itself, not from
 * the sign-on page of a proxy.
 *
 * @param isOwn whether a 401 is from Alation itself
 * @default - a 401 about a token
 * @throws RotationError for any other response that is no success, and for no response
 */
export async function postAsOperator(
  { http, timeoutMs }: Alation,
  baseUrl: string,
  path: `/integration/v1/${string}/`,
  body: object,
  isOwn: (answer: HttpResponse) => boolean = isAlationRefusal,
): Promise<HttpResponse | 'rejected'> {
  const answer = await http(apiKeyRequest(baseUrl, path, body), AbortSignal.timeout(timeoutMs));
  const meaning = meaningOf(answer);
  if (meaning === 'success') return answer;
  if (meaning !== 'unauthorized') throw refusalOf(answer, meaning);
  if (isOwn(answer)) return 'rejected';
  throw malformedAnswer(
    answer,
    'the rejection is not from Alation, perhaps from the sign-on page of a proxy',
  );
}
