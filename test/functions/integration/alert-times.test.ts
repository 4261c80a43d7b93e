import { expect, test } from 'vitest';
import { alertTimes, isAlertTime } from '../../../functions/integration/alert-times.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  MINUTE_MS,
  NOW,
} from '../rotation/state-fixture.ts';

const issuedAt = NOW - 12 * HOUR_MS;
const accessToken = accessTokenState({ issuedAt });
const expiresAt = NOW + 50 * DAY_MS;
const failing = { state: 'failing', code: 'AlationUnavailable', since: NOW } as const;

test.each([
  ['a fresh integration', 'the expiry of its refresh token', {}, [expiresAt]],
  [
    'a failing integration',
    'the expiry of its refresh token and the time when a third of the lifetime of its access token is left',
    { status: failing },
    [expiresAt, NOW + 4 * HOUR_MS],
  ],
  [
    'a paused integration',
    'the expiries of its refresh token and of its access token',
    { paused: true },
    [expiresAt, NOW + 12 * HOUR_MS],
  ],
  [
    'a failing integration without an access token',
    'the expiry of its refresh token',
    { accessToken: undefined, status: failing },
    [expiresAt],
  ],
  [
    'an integration whose refresh token has no known expiry',
    'none',
    { credentials: [credentialState({ expiresAt: undefined })] },
    [],
  ],
  [
    'an integration whose refresh token has an estimated expiry',
    'none',
    { credentials: [credentialState({ expirySource: 'estimated' })] },
    [],
  ],
] as const)('the alert times of %s: %s', (_integration, _times, changes, times) => {
  expect(alertTimes(integrationState({ accessToken, ...changes }))).toEqual(times);
});

test('an alert time belongs to exactly one sweep', () => {
  const state = integrationState({ accessToken });
  const interval = 15 * MINUTE_MS;
  const sweeps = [-1, 0, 1, 2].map((count) => expiresAt + count * interval);
  expect(sweeps.map((at) => isAlertTime(state, at, interval))).toEqual([false, true, false, false]);
  expect(isAlertTime(state, expiresAt + interval - 1, interval)).toBe(true);
});
