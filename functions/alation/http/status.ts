import type { RotationErrorCode } from '../../integration/rotation-error.ts';

/** What a status means at every token endpoint of Alation. Each endpoint processes `success` and `unauthorized` itself. */
export type StatusMeaning =
  | 'success'
  | 'unauthorized'
  | Extract<
      RotationErrorCode,
      | 'AlationRedirected'
      | 'AlationRequestRefused'
      | 'AlationForbidden'
      | 'AlationThrottled'
      | 'AlationUnavailable'
      | 'AlationAnswerMalformed'
    >;

/**
 * The status table (RFC 9110 section 15).
 *
 * @param status of the response
 * @param asksToWait whether the response has a readable `Retry-After`
 */
export function meaningOfStatus(status: number, asksToWait: boolean): StatusMeaning {
  if (status >= 200 && status < 300) return 'success';
  if (status >= 300 && status < 400) return 'AlationRedirected';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'AlationForbidden';
    // With 408 and 425 a load balancer asks for the same request again (RFC 9110 section 15.5.9, RFC 8470 section 5.2).
    case 408:
    case 425:
      return 'AlationUnavailable';
    case 429:
      return 'AlationThrottled';
    case 503:
      return asksToWait ? 'AlationThrottled' : 'AlationUnavailable';
    default:
      if (status >= 400 && status < 500) return 'AlationRequestRefused';
      if (status >= 500 && status < 600) return 'AlationUnavailable';
      return 'AlationAnswerMalformed';
  }
}
