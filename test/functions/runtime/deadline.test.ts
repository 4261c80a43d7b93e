import { expect, test } from 'vitest';
import { remainingMsOf } from '../../../functions/runtime/deadline.ts';

test('each call reads the remaining time from Lambda', () => {
  const left = [30_000, 20_000, -5];
  const remainingMs = remainingMsOf({ getRemainingTimeInMillis: () => left.shift() ?? NaN });
  expect([remainingMs(), remainingMs(), remainingMs()]).toEqual([30_000, 20_000, -5]);
});
