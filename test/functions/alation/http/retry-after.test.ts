import { expect, test } from 'vitest';
import { MAX_RETRY_AFTER_MS, retryAfterMs } from '../../../../functions/alation/http/retry-after.ts';
import { HOUR, MINUTE, NOW } from '../fixture.ts';

const httpDate = (time: number): string => new Date(time).toUTCString();

test.each([
  ['seconds', { 'retry-after': '120' }, 2 * MINUTE],
  ['zero', { 'retry-after': '0' }, 0],
  ['more than an hour', { 'retry-after': '86400' }, MAX_RETRY_AFTER_MS],
  ['a number of seconds with 400 digits', { 'retry-after': '9'.repeat(400) }, MAX_RETRY_AFTER_MS],
  ["a date, by the rotator's clock", { 'retry-after': httpDate(NOW + 5 * MINUTE) }, 5 * MINUTE],
  [
    "a date, by the sender's clock",
    { 'retry-after': httpDate(NOW + 7 * HOUR + MINUTE), date: httpDate(NOW + 7 * HOUR) },
    MINUTE,
  ],
  [
    "a date, by the sender's clock, for a response that a cache kept for a minute",
    { 'retry-after': httpDate(NOW + 5 * MINUTE), date: httpDate(NOW), age: '60' },
    4 * MINUTE,
  ],
  ['a date in the past', { 'retry-after': httpDate(NOW - HOUR) }, 0],
  ['a date far ahead', { 'retry-after': httpDate(NOW + 9 * HOUR) }, MAX_RETRY_AFTER_MS],
])('Retry-After is read with %s', (_, headers: Record<string, string>, expected) => {
  expect(retryAfterMs(new Headers(headers), NOW)).toBe(expected);
});

test.each(['soon', '-1', '1.5', '', '2026-11-24', 'Tue, 99 Nov 2026 08:00:00 GMT'])(
  'Retry-After "%s" requests no wait',
  (value) => {
    expect(retryAfterMs(new Headers({ 'retry-after': value }), NOW)).toBeUndefined();
  },
);

test('a response without Retry-After requests no wait', () => {
  expect(retryAfterMs(new Headers(), NOW)).toBeUndefined();
});
