import { parseHttpDate } from './http-date.ts';

/** What stands for an age that is too great to be counted, in seconds (RFC 9111 section 1.2.2). */
const GREATEST_AGE = 2 ** 31;

/**
 * What time it was at the sender when an answer came: its `Date`, and the `Age` of an answer that a cache on the way
 * kept, for that `Date` is as old as the copy (RFC 9111 sections 4.2.3 and 5.1). Undefined without a readable `Date`.
 */
export function senderTime(headers: Headers): number | undefined {
  const date = parseHttpDate(headers.get('date'));
  return date === undefined ? undefined : date + ageInSeconds(headers.get('age')) * 1_000;
}

/** Of a list the first member counts; what is no number of seconds is ignored (RFC 9111 section 5.1). */
function ageInSeconds(age: string | null): number {
  const [, seconds] = /^(\d+)\s*(?:,|$)/.exec(age ?? '') ?? [];
  return seconds === undefined ? 0 : Math.min(Number(seconds), GREATEST_AGE);
}
