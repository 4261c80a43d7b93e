import type { HttpResponse } from '../http/response.ts';
import { failureOfStatus, foreignRefusal, meaningOf } from '../http/failure.ts';
import { jsonOrUndefined } from '../http/json-body.ts';
import { quoteKnownText } from '../known-texts.ts';
import { ErrorResponse } from './messages.ts';

/**
 * The start of Alation's texts for a refused token, for versions that send no `code`. Recorded texts differ after this start.
 */
const REFUSED_TOKEN = /^(?:refresh token|api access token) provided is (?:invalid|expired|revoked)\b/i;

/** How Django's REST framework refuses a request without credentials. Such a refusal proves nothing about a token. */
const NO_CREDENTIALS = /^authentication credentials were not provided\b/i;

/**
 * Whether a 401 comes from Alation and is about the token in the request. Such a 401 is JSON with Alation's `code` (six
 * digits that begin with 401), or with one of Alation's texts in `detail`.
 *
 * The check is strict, because the rotator stops using a credential that counts as refused, and an operator gets an alert.
 * Gateways send a 401 too (RFC 9110 section 3.7): a sign-on page, problem details (RFC 9457) or JSON with `detail`.
 */
export function isAlationRefusal(response: HttpResponse): boolean {
  const parsed = ErrorResponse.safeParse(jsonOrUndefined(response));
  if (!parsed.success) return false;
  const { code, detail } = parsed.data;
  const text = typeof detail === 'string' ? detail : '';
  if (NO_CREDENTIALS.test(text)) return false;
  return (typeof code === 'string' && /^401\d{3}$/.test(code)) || REFUSED_TOKEN.test(text);
}

/** Alation's `detail` in quotation marks; empty if `detail` is not a known text. */
export function quoteDetail(response: HttpResponse): string {
  const parsed = ErrorResponse.safeParse(jsonOrUndefined(response));
  return parsed.success ? quoteKnownText(parsed.data.detail) : '';
}

/**
 * Whether an API-key endpoint accepted the request, or Alation refused its token.
 *
 * @param isRefusal recognises a 401 that Alation sent
 * @throws RotationError for every other response: `AlationAnswerMalformed` for a 401 that Alation did not send, or by
 *   the status table
 */
export function outcomeOf(
  response: HttpResponse,
  isRefusal: (response: HttpResponse) => boolean = isAlationRefusal,
): 'success' | 'refused' {
  const meaning = meaningOf(response);
  if (meaning === 'success') return meaning;
  if (meaning !== 'unauthorized') throw failureOfStatus(response, meaning, quoteDetail(response));
  if (isRefusal(response)) return 'refused';
  throw foreignRefusal(response);
}
