import { expect, test } from 'vitest';
import { renewsItself, warningDaysOf } from '../../../functions/integration/renewal-outlook.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { credentialState, DAY_MS, integrationState, NOW } from '../rotation/state-fixture.ts';

const blue = credentialState({ name: 'blue', storedAt: NOW, expiresAt: NOW + 60 * DAY_MS });
const green = credentialState({ name: 'green' });
const state = integrationState({ renews: true, credentials: [blue, green] });

test.each([
  ['renewal is on', true, {}],
  ['the last renewal succeeded', true, { renewal: renewalState() }],
  ['the outcome of the last renewal is not known', true, { renewal: renewalState({ phase: 'doubtful' }) }],
  ['renewal is off', false, { renews: undefined }],
  ['the refresh token is the only credential', false, { credentials: [blue] }],
  [
    'the other credential is rejected',
    false,
    { credentials: [blue, { ...green, state: 'rejected' as const }] },
  ],
  ['the integration is contested', false, { contest: { credential: 'green', since: NOW } }],
  ['the last renewal failed', false, { renewal: renewalState({ phase: 'failed' }) }],
  ['this Alation does not offer renewal', false, { renewal: renewalState({ phase: 'unavailable' }) }],
  ['the last renewal lost the refresh token', false, { renewal: renewalState({ phase: 'lost' }) }],
  ['the last renewal was harmful', false, { renewal: renewalState({ phase: 'harmful' }) }],
])('if %s, the rotator will renew a refresh token by itself: %s', (_, expected, changes) => {
  expect(renewsItself({ ...state, ...changes }, blue)).toBe(expected);
});

test('if the rotator renews a refresh token by itself, the owner is warned only in the last stages', () => {
  const days = [30, 14, 10, 7, 3, 1];
  expect(warningDaysOf(state, blue, days)).toEqual([7, 3, 1]);
  expect(warningDaysOf(state, { ...blue, expiresAt: NOW + 100 * DAY_MS }, days)).toEqual([10, 7, 3, 1]);
  expect(warningDaysOf(state, { ...blue, expiresAt: NOW + 20 * DAY_MS }, days)).toEqual([3, 1]);
  expect(warningDaysOf({ ...state, renews: undefined }, blue, days)).toEqual(days);
  expect(warningDaysOf(state, { ...blue, storedAt: undefined }, days)).toEqual(days);
  expect(warningDaysOf(state, { ...blue, expiresAt: undefined }, days)).toEqual(days);
});
