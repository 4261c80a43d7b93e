import { HOUR_MS, SECOND_MS } from '../../time.ts';
import { parseHttpDate } from './http-date.ts';
import { senderTime } from './sender-time.ts';

/** Upper limit for a requested wait. */
export const MAX_RETRY_AFTER_MS = HOUR_MS;

/**
 * The wait that `Retry-After` requests, in ms from 0 to one hour; undefined if the header is absent or unreadable
 * (RFC 9110 section 10.2.3). A date is compared with the sender's `Date`, if there is one, so that clock skew has no effect.
 *
 * @param headers of the response
 * @param receivedAt the rotator's clock when the response arrived, for a response without `Date`
 */
export function retryAfterMs(headers: Headers, receivedAt: number): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * SECOND_MS, MAX_RETRY_AFTER_MS);
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  const from = senderTime(headers) ?? receivedAt;
  return Math.min(Math.max(until - from, 0), MAX_RETRY_AFTER_MS);
}
