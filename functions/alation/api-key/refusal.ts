import type { Answer } from '../http/answer.ts';
import { failureOfStatus } from '../http/failure.ts';
import { jsonIfAny } from '../http/json-body.ts';
import type { StatusMeaning } from '../http/status.ts';
import type { RotationError } from '../../rotation/rotation-error.ts';
import { quoteKnownText } from '../known-texts.ts';
import { ErrorResponse } from './messages.ts';

/**
 * Whether a 401 comes from Alation itself: JSON with a `code` that begins with 401, or a `detail`. The sign-on page
 * of a proxy is a 401 too, and must not get a good credential rejected.
 */
export function isAlationRefusal(answer: Answer): boolean {
  const parsed = ErrorResponse.safeParse(jsonIfAny(answer));
  if (!parsed.success) return false;
  const { code, detail } = parsed.data;
  return typeof detail === 'string' || (typeof code === 'string' && code.startsWith('401'));
}

/** Alation's `detail` as a quotation, where it is a known text. */
export function quoteDetail(answer: Answer): string {
  const parsed = ErrorResponse.safeParse(jsonIfAny(answer));
  return parsed.success ? quoteKnownText(parsed.data.detail) : '';
}

/** The error for every status that means the same at all API-key endpoints. */
export function refusalOf(
  answer: Answer,
  code: Exclude<StatusMeaning, 'success' | 'unauthorized'>,
): RotationError {
  return failureOfStatus(answer, code, quoteDetail(answer));
}
