import { parseHttpDate } from './http-date.ts';
import { senderTime } from './sender-time.ts';

/** The longest wait that is obeyed: one hour. */
export const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * How long `Retry-After` asks to wait, in ms from 0 to one hour; undefined when it is absent or unreadable
 * (RFC 9110 section 10.2.3). A date is measured against the sender's own time, so that skew does not count.
 *
 * @param headers of the answer
 * @param receivedAt our clock when it came, for an answer without `Date`
 */
export function retryAfterMs(headers: Headers, receivedAt: number): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, MAX_RETRY_AFTER_MS);
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  const from = senderTime(headers) ?? receivedAt;
  return Math.min(Math.max(until - from, 0), MAX_RETRY_AFTER_MS);
}
