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
  ['of a fresh integration', {}, [expiresAt]],
  ['of a failing integration', { status: failing }, [expiresAt, NOW + 4 * HOUR_MS]],
  ['of a paused integration', { paused: true }, [expiresAt, NOW + 12 * HOUR_MS]],
  ['of an integration without an access token', { accessToken: undefined, status: failing }, [expiresAt]],
  ['without a known expiry', { credentials: [credentialState({ expiresAt: undefined })] }, []],
  ['with an estimated expiry', { credentials: [credentialState({ expirySource: 'estimated' })] }, []],
] as const)(
  'the alert times %s are the times at which an alert may be due although no state changes',
  (_, changes, times) => {
    expect(alertTimes(integrationState({ accessToken, ...changes }))).toEqual(times);
  },
);

test('an alert time belongs to exactly one sweep', () => {
  const state = integrationState({ accessToken });
  const interval = 15 * MINUTE_MS;
  const sweeps = [-1, 0, 1, 2].map((count) => expiresAt + count * interval);
  expect(sweeps.map((at) => isAlertTime(state, at, interval))).toEqual([false, true, false, false]);
  expect(isAlertTime(state, expiresAt + interval - 1, interval)).toBe(true);
});
