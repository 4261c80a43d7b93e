import { expect, test } from 'vitest';
import { secretsManagerQuotas } from '../../bench/world/quotas.ts';

/** How many of so many calls a second pass in ten seconds. */
function passed(operations: readonly string[], perSecond: number): number {
  const quotas = secretsManagerQuotas();
  let passes = 0;
  for (let call = 0; call < 10 * perSecond; call++) {
    const operation = operations[call % operations.length] ?? '';
    if (quotas.take(operation, (call * 1_000) / perSecond)) passes += 1;
  }
  expect(quotas.refused()).toBe(10 * perSecond - passes);
  return passes;
}

test.each([
  { operations: ['PutSecretValue'], perSecond: 50 },
  { operations: ['PutSecretValue', 'UpdateSecretVersionStage'], perSecond: 50 },
  { operations: ['TagResource', 'UntagResource'], perSecond: 50 },
  { operations: ['ListSecrets'], perSecond: 100 },
  { operations: ['BatchGetSecretValue'], perSecond: 100 },
])('$operations pass $perSecond times a second, together', ({ operations, perSecond }) => {
  expect(passed(operations, perSecond)).toBe(10 * perSecond);
  const asked = 4 * perSecond;
  // The bucket is full at first.
  expect(passed(operations, asked)).toBeGreaterThanOrEqual(10 * perSecond);
  expect(passed(operations, asked)).toBeLessThanOrEqual(11 * perSecond);
});

test('writes of values and of tags have quotas of their own', () => {
  expect(passed(['PutSecretValue', 'TagResource'], 100)).toBe(1_000);
});
