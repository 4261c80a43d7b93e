import { RotationError } from '../../integration/rotation-error.ts';
import { type HttpResponse, describe } from './response.ts';
import { retryAfterMs } from './retry-after.ts';
import { meaningOfStatus, type StatusMeaning } from './status.ts';

const KNOWN_MEDIA_TYPES: ReadonlySet<string> = new Set([
  'application/json',
  'application/problem+json',
  'application/xml',
  'text/html',
  'text/plain',
  'text/xml',
]);

const FIXES = {
  AlationRedirected:
    'Redirects are never followed, since they would carry the credential along. Correct base_url to the address it redirects to.',
  AlationRequestRefused:
    'Alation does not know this request. Check that base_url is an Alation instance whose version has this API.',
  AlationForbidden: 'Check IP rules, the role of the user or client, and whether the API is switched on.',
  AlationThrottled: 'It asks us to slow down.',
  AlationUnavailable: 'Alation is in trouble; the next tick tries again.',
  AlationAnswerMalformed: 'No HTTP API answers so. Check what stands between us and Alation.',
} as const satisfies Record<Exclude<StatusMeaning, 'success' | 'unauthorized'>, string>;

/** What the status of an answer means. */
export function meaningOf(answer: HttpResponse): StatusMeaning {
  return meaningOfStatus(answer.status, retryAfterMs(answer.headers, answer.receivedAt) !== undefined);
}

/**
 * The error for an answer whose status alone says that it failed. `detail.sent` is set where a mint may have
 * happened all the same, and absent where the refusal is definite.
 *
 * @param note a sentence to add, e.g. one of Alation's known texts; never free text of the body
 */
export function failureOfStatus(answer: HttpResponse, code: keyof typeof FIXES, note = ''): RotationError {
  const wait = code === 'AlationThrottled' ? retryAfterMs(answer.headers, answer.receivedAt) : undefined;
  const uncertain =
    code === 'AlationUnavailable' || code === 'AlationAnswerMalformed' || answer.status >= 500;
  return new RotationError(
    code,
    `${describeAnswer(answer)}.${note === '' ? '' : ` ${note}`} ${FIXES[code]}`,
    {
      status: answer.status,
      ...(uncertain ? { sent: true } : {}),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  );
}

/**
 * The error for an answer which is not what the API documents.
 *
 * @param what the end of a sentence that begins "… answered HTTP 200, text/html:"
 */
export function malformedAnswer(answer: HttpResponse, what: string): RotationError {
  return new RotationError('AlationAnswerMalformed', `${describeAnswer(answer)}: ${what}.`, {
    status: answer.status,
    sent: true,
  });
}

/** `POST /path/ at host answered HTTP 200, text/html`; header values are only named when they are known ones. */
export function describeAnswer(answer: HttpResponse): string {
  const value = answer.headers.get('content-type');
  const mediaType = value?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const known = KNOWN_MEDIA_TYPES.has(mediaType) ? mediaType : 'another content type';
  return `${describe(answer.asked)} answered HTTP ${answer.status}, ${value === null ? 'no content type' : known}`;
}
