import type { HttpResponse } from '../http/response.ts';
import { failureOfStatus } from '../http/failure.ts';
import { jsonIfAny } from '../http/json-body.ts';
import type { StatusMeaning } from '../http/status.ts';
import type { RotationError } from '../../integration/rotation-error.ts';
import { quoteKnownText } from '../known-texts.ts';
import { ErrorResponse } from './messages.ts';

/** Alation's refusals of a token, for a version that sends no `code`; the recorded wordings go on differently. */
const REFUSED_TOKEN = /^(?:refresh token|api access token) provided is (?:invalid|expired|revoked)\b/i;

/** What Django's REST framework says of a request that carries nothing: it is about no token. */
const NOTHING_CARRIED = /^authentication credentials were not provided\b/i;

/**
 * Whether a 401 is Alation's own and about the token that was asked about: JSON with Alation's `code`, a text of six
 * digits that begins with the status, or with a `detail` in Alation's words. A sign-on page, the problem details of a
 * gateway (RFC 9457) and other JSON with a `detail` are 401s too, for a gateway answers in the name of the server
 * (RFC 9110 section 3.7), and a credential that is taken for refused is not tried again until a person replaces it.
 */
export function isAlationRefusal(answer: HttpResponse): boolean {
  const parsed = ErrorResponse.safeParse(jsonIfAny(answer));
  if (!parsed.success) return false;
  const { code, detail } = parsed.data;
  const words = typeof detail === 'string' ? detail : '';
  if (NOTHING_CARRIED.test(words)) return false;
  return (typeof code === 'string' && /^401\d{3}$/.test(code)) || REFUSED_TOKEN.test(words);
}

/** Alation's `detail` as a quotation, where it is a known text. */
export function quoteDetail(answer: HttpResponse): string {
  const parsed = ErrorResponse.safeParse(jsonIfAny(answer));
  return parsed.success ? quoteKnownText(parsed.data.detail) : '';
}

/** The error for every status that means the same at all API-key endpoints. */
export function refusalOf(
  answer: HttpResponse,
  code: Exclude<StatusMeaning, 'success' | 'unauthorized'>,
): RotationError {
  return failureOfStatus(answer, code, quoteDetail(answer));
}
