import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffDelay, longestBackoff } from '../../../functions/rotation/backoff.ts';
import { HOUR_MS, MINUTE_MS } from './state-fixture.ts';

const policy = { intervalMs: 15 * MINUTE_MS };

test.each([
  [1, 5],
  [2, 10],
  [3, 20],
  [4, 25],
  [5, 25],
  [1_000_000, 25],
])(
  'the backoff after %i failures in a row is %i minutes at an interval of 15 minutes',
  (attempts, minutes) => {
    expect(backoffDelay(attempts, policy)).toBe(minutes * MINUTE_MS);
  },
);

test('without a Retry-After the backoff ends before the second sweep after the failure', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: MINUTE_MS, max: 24 * HOUR_MS }),
      (attempts, intervalMs) => {
        expect(backoffDelay(attempts, { intervalMs })).toBeLessThan(2 * intervalMs);
      },
    ),
  );
});

test.each([
  { retryAfterMs: 0, minutes: 5 },
  { retryAfterMs: MINUTE_MS, minutes: 5 },
  { retryAfterMs: 40 * MINUTE_MS, minutes: 40 },
  { retryAfterMs: HOUR_MS, minutes: 60 },
  { retryAfterMs: 24 * HOUR_MS, minutes: 60 },
])(
  'with a Retry-After of $retryAfterMs ms the backoff after a first failure is $minutes minutes',
  ({ retryAfterMs, minutes }) => {
    expect(backoffDelay(1, policy, retryAfterMs)).toBe(minutes * MINUTE_MS);
  },
);

test('the longest backoff is an hour, or five thirds of an interval if that is longer', () => {
  expect(longestBackoff(policy)).toBe(HOUR_MS);
  expect(longestBackoff({ intervalMs: 3 * HOUR_MS })).toBe(5 * HOUR_MS);
});
