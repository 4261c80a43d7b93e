import { expect, test } from 'vitest';
import { remainingMsOf } from '../../../functions/runtime/deadline.ts';

test('what is left of an invocation is asked of Lambda each time', () => {
  const left = [30_000, 20_000, -5];
  const remainingMs = remainingMsOf({ getRemainingTimeInMillis: () => left.shift() ?? NaN });
  expect([remainingMs(), remainingMs(), remainingMs()]).toEqual([30_000, 20_000, -5]);
});
