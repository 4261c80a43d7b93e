import { expect, test } from 'vitest';
import { formatRenewal, parseRenewal } from '../../../functions/integration/renewal-state.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';

test.each([
  renewalState(),
  renewalState({ phase: 'doubtful', checks: 2, code: 'AlationUnavailable' }),
  renewalState({ isProven: true }),
])('a renewal is read back from its tag', (renewal) => {
  expect(parseRenewal(formatRenewal(renewal))).toEqual(renewal);
});

test.each([0, 1, 12, 999])('a renewal with %d checks is read back from its tag', (checks) => {
  const renewal = renewalState({ checks });
  expect(parseRenewal(formatRenewal(renewal))).toEqual(renewal);
});

test('without a renewal the tag is empty', () => {
  expect(formatRenewal(undefined)).toBe('');
  expect(parseRenewal('')).toBeUndefined();
  expect(parseRenewal(undefined)).toBeUndefined();
});

test('the longest tag of a renewal fits into 256 characters', () => {
  const longest = renewalState({
    phase: 'unavailable',
    credential: 'x'.repeat(40),
    fingerprint: 'f'.repeat(16),
    versionId: 'v'.repeat(64),
    checks: 999,
    code: 'AlationAnswerMalformed',
    isProven: true,
  });
  expect(formatRenewal(longest).length).toBeLessThanOrEqual(256);
});

const TAG = 'state=renewed credential=b secret=bbbb to=v1 at=2026-01-10T12:00:00.000Z';

test('the tag of a renewal omits what is not known', () => {
  expect(formatRenewal(renewalState({ versionId: 'v1' }))).toBe(TAG);
});

test.each([
  ['an unknown state', TAG.replace('renewed', 'pondered')],
  ['no credential', TAG.replace('credential=b ', '')],
  ['no fingerprint', TAG.replace('secret=bbbb ', '')],
  ['no version', TAG.replace('to=v1 ', '')],
  ['no time', TAG.replace(/ at=.*/, '')],
  ...['many', '1x', 'x1', '1000'].map((checks) => [
    `${checks} as its number of checks`,
    `${TAG} checks=${checks}`,
  ]),
])('a tag with %s is read as no renewal', (_, tag) => {
  expect(parseRenewal(TAG)).toBeDefined();
  expect(parseRenewal(tag)).toBeUndefined();
});
