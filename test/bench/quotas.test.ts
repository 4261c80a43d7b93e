import { expect, test } from 'vitest';
import { secretsManagerQuotas } from '../../bench/world/quotas.ts';

/** Number of calls that the quotas allow in ten seconds, if calls come at this rate. */
function allowed(operations: readonly string[], perSecond: number): number {
  const quotas = secretsManagerQuotas();
  let passed = 0;
  for (let call = 0; call < 10 * perSecond; call++) {
    const operation = operations[call % operations.length] ?? '';
    if (quotas.allow(operation, (call * 1_000) / perSecond)) passed += 1;
  }
  expect(quotas.refused()).toBe(10 * perSecond - passed);
  return passed;
}

test.each([
  { operations: ['PutSecretValue'], perSecond: 50 },
  { operations: ['PutSecretValue', 'UpdateSecretVersionStage'], perSecond: 50 },
  { operations: ['TagResource', 'UntagResource'], perSecond: 50 },
  { operations: ['ListSecrets'], perSecond: 100 },
  { operations: ['BatchGetSecretValue'], perSecond: 100 },
])('$operations together have a quota of $perSecond calls a second', ({ operations, perSecond }) => {
  expect(allowed(operations, perSecond)).toBe(10 * perSecond);
  const attempts = 4 * perSecond;
  // The bucket starts full.
  expect(allowed(operations, attempts)).toBeGreaterThanOrEqual(10 * perSecond);
  expect(allowed(operations, attempts)).toBeLessThanOrEqual(11 * perSecond);
});

test('writes of values and writes of tags have separate quotas', () => {
  expect(allowed(['PutSecretValue', 'TagResource'], 100)).toBe(1_000);
});
