import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { RotationError, toRotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { findLeaks } from '../../support/canary.ts';

const CANARY = 'Zq7vK2mXw9LpR4tYb8NcD3hJs6FgA1eU';
const secret = new Sensitive(CANARY);

test.each([
  ['a string', String(secret)],
  // The test tries exactly what the linter forbids.
  // oxlint-disable-next-line typescript/restrict-template-expressions
  ['a template', `${secret}`],
  ['JSON', JSON.stringify({ secret })],
  ['inspect', inspect({ deep: [secret] }, { depth: Infinity, showHidden: true })],
  ['format', format('%s %o %j', secret, secret, secret)],
  // oxlint-disable-next-line typescript/no-misused-spread
  ['a list of its fields', JSON.stringify([Object.entries(secret), { ...secret }])],
])('%s does not show the value of a secret', (_, shown) => {
  expect(findLeaks(shown, [CANARY])).toEqual([]);
});

test('reveal returns the value, and equals compares values', () => {
  expect(secret.reveal()).toBe(CANARY);
  expect(secret.equals(new Sensitive(CANARY))).toBe(true);
  expect(secret.equals(new Sensitive('other'))).toBe(false);
});

test.each([
  ['an Error', new TypeError(`Invalid URL ${CANARY}`)],
  ['a string', CANARY],
  ['an object', { CANARY }],
  ['undefined', undefined],
])('if %s is thrown, the error names only its class or type', (_, thrown) => {
  const error = toRotationError(thrown);
  expect(error.code).toBe('Unexpected');
  expect(error.disposition).toBe('intervene');
  expect(findLeaks(inspect(error, { depth: Infinity, showHidden: true }), [CANARY])).toEqual([]);
});

test('a RotationError stays unchanged', () => {
  const error = new RotationError('AlationThrottled', 'x', { retryAfterMs: 5 });
  expect(toRotationError(error)).toBe(error);
});

test('the replacement text shows that a value was redacted', () => {
  expect(String(secret)).toBe('[redacted]');
  expect(JSON.stringify({ secret })).toBe('{"secret":"[redacted]"}');
  expect(inspect({ secret })).toBe('{ secret: [redacted] }');
});

test('a thrown value that is not a RotationError is a defect', () => {
  const error = toRotationError(new TypeError(CANARY));
  expect(error.name).toBe('RotationError');
  expect(error.message).toBe(
    'an unexpected TypeError ended the rotation; this is a defect, please report it',
  );
  expect(toRotationError(CANARY).message).toContain('an unexpected string ended');
});
