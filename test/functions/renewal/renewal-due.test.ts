import { expect, test } from 'vitest';
import { renewalDueAt } from '../../../functions/renewal/renewal-due.ts';
import { credentialState, DAY_MS, NOW } from '../rotation/state-fixture.ts';

test.each([
  ['the time when it was stored', { storedAt: undefined }],
  ['its expiry', { expiresAt: undefined }],
])('the renewal time of a refresh token is unknown without %s', (_, unknown) => {
  const credential = credentialState(unknown);
  expect(renewalDueAt({ credentials: [credential] }, credential)).toBeUndefined();
});

test('a refresh token is due for renewal at 60 % of its lifetime if the other credential has no expiry', () => {
  // It was stored ten days ago and expires in 50 days.
  const refreshToken = credentialState();
  const other = credentialState({ name: 'b', expiresAt: undefined });
  expect(renewalDueAt({ credentials: [refreshToken, other] }, refreshToken)).toBe(NOW + 26 * DAY_MS);
});
