import { expect, test } from 'vitest';
import { remainingMsOf } from '../../../functions/runtime/deadline.ts';

test('each call reads the remaining time from Lambda', () => {
  const remaining = [30_000, 20_000, -5];
  const remainingMs = remainingMsOf({ getRemainingTimeInMillis: () => remaining.shift() ?? NaN });
  expect([remainingMs(), remainingMs(), remainingMs()]).toEqual([30_000, 20_000, -5]);
});
