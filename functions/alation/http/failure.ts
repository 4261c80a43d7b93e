import { RotationError } from '../../integration/rotation-error.ts';
import { redirectHost } from './redirect-target.ts';
import { type HttpResponse, describeRequest } from './response.ts';
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
    'The rotator follows no redirect, because a redirect could send the credential to another server. If Alation moved, set base_url to its new address, but never to a sign-on page.',
  AlationRequestRefused:
    'The server refuses this request. Check that base_url is an Alation instance and that its version has this API.',
  AlationForbidden: 'Check IP rules, the role of the user or client, and whether the API is enabled.',
  AlationThrottled:
    'Alation refused the request because of its rate limit. A later sweep does what is still due.',
  AlationUnavailable: 'Alation is not available. A later sweep does what is still due.',
  AlationAnswerMalformed:
    'No HTTP API answers with this status. Check the proxies and gateways between the rotator and Alation.',
} as const satisfies Record<Exclude<StatusMeaning, 'success' | 'unauthorized'>, string>;

/** What the status of a response means. */
export function meaningOf({ status, headers, receivedAt }: HttpResponse): StatusMeaning {
  return meaningOfStatus(status, retryAfterMs(headers, receivedAt) !== undefined);
}

/**
 * The error for a response whose status says that the request failed. `detail.sent` is set if Alation may have processed
 * the request despite the failure, and absent if the refusal is definite.
 *
 * @param note a sentence to add, e.g. one of Alation's known texts; never free text of the body
 */
export function failureOfStatus(response: HttpResponse, code: keyof typeof FIXES, note = ''): RotationError {
  const { status, headers, receivedAt } = response;
  const wait = code === 'AlationThrottled' ? retryAfterMs(headers, receivedAt) : undefined;
  const uncertain = code === 'AlationUnavailable' || code === 'AlationAnswerMalformed' || status >= 500;
  const target = code === 'AlationRedirected' ? redirectHost(response) : undefined;
  const sentences = [
    `${describeResponse(response)}${target === undefined ? '' : `, redirect to ${target}`}.`,
    note,
    FIXES[code],
  ];
  return new RotationError(code, sentences.filter((sentence) => sentence !== '').join(' '), {
    status,
    ...(uncertain ? { sent: true } : {}),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/**
 * The error for a response that the API does not document.
 *
 * @param problem the end of a sentence that begins "… answered HTTP 200, text/html:"
 */
export function malformedResponse(response: HttpResponse, problem: string): RotationError {
  return new RotationError('AlationAnswerMalformed', `${describeResponse(response)}: ${problem}.`, {
    status: response.status,
    sent: true,
  });
}

/** The error for a 401 that Alation did not send. A gateway may respond for the server (RFC 9110 section 3.7). */
export function foreignRefusal(response: HttpResponse): RotationError {
  return malformedResponse(
    response,
    "this 401 is not in Alation's format, so a proxy may have sent its sign-on page",
  );
}

/** `POST /path/ at host answered HTTP 200, text/html`. Only a known media type is quoted. */
export function describeResponse({ request, status, headers }: HttpResponse): string {
  const value = headers.get('content-type');
  const mediaType = value?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const known = KNOWN_MEDIA_TYPES.has(mediaType) ? mediaType : 'another content type';
  return `${describeRequest(request)} answered HTTP ${status}, ${value === null ? 'no content type' : known}`;
}
