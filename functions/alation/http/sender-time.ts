import { SECOND_MS } from '../../time.ts';
import { parseHttpDate } from './http-date.ts';

/** Largest age that counts, in seconds (RFC 9111 section 1.2.2). */
const GREATEST_AGE = 2 ** 31;

/**
 * The sender's time when a response arrived, in ms since the epoch: its `Date` plus its `Age`. A cache between sender
 * and rotator keeps the old `Date` and adds `Age` (RFC 9111 sections 4.2.3 and 5.1). Undefined without a readable
 * `Date`.
 */
export function senderTime(headers: Headers): number | undefined {
  const date = parseHttpDate(headers.get('date'));
  return date === undefined ? undefined : date + ageInSeconds(headers.get('age')) * SECOND_MS;
}

/** The first member of a list counts. A value that is not a number of seconds counts as 0 (RFC 9111 section 5.1). */
function ageInSeconds(age: string | null): number {
  const [, seconds] = /^(\d+)\s*(?:,|$)/.exec(age ?? '') ?? [];
  return seconds === undefined ? 0 : Math.min(Number(seconds), GREATEST_AGE);
}
