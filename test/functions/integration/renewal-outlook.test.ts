import { expect, test } from 'vitest';
import { renewsItself, warningDaysOf } from '../../../functions/integration/renewal-outlook.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { credentialState, DAY_MS, integrationState, NOW } from '../rotation/state-fixture.ts';

const blue = credentialState({ name: 'blue', storedAt: NOW, expiresAt: NOW + 60 * DAY_MS });
const green = credentialState({ name: 'green' });
const state = integrationState({ renews: true, credentials: [blue, green] });

test.each([
  ['renewal is on', state, true],
  ['it was renewed before', { ...state, renewal: renewalState() }, true],
  ['the outcome of a renewal is open', { ...state, renewal: renewalState({ phase: 'doubtful' }) }, true],
  ['renewal is off', { ...state, renews: undefined }, false],
  ['it is the only credential', { ...state, credentials: [blue] }, false],
  [
    'the other credential is rejected',
    { ...state, credentials: [blue, { ...green, state: 'rejected' as const }] },
    false,
  ],
  ['it is contested', { ...state, contest: { credential: 'green', since: NOW } }, false],
  ['the last renewal failed', { ...state, renewal: renewalState({ phase: 'failed' }) }, false],
  ['this Alation does not offer it', { ...state, renewal: renewalState({ phase: 'unavailable' }) }, false],
  ['a refresh token was lost', { ...state, renewal: renewalState({ phase: 'lost' }) }, false],
  ['a renewal harmed other tokens', { ...state, renewal: renewalState({ phase: 'harmful' }) }, false],
])('whether a refresh token renews itself: %s', (_, given, expected) => {
  expect(renewsItself(given, blue)).toBe(expected);
});

test('a refresh token that renews itself is warned about only in the last stages', () => {
  const days = [30, 14, 10, 7, 3, 1];
  expect(warningDaysOf(state, blue, days)).toEqual([7, 3, 1]);
  expect(warningDaysOf(state, { ...blue, expiresAt: NOW + 100 * DAY_MS }, days)).toEqual([10, 7, 3, 1]);
  expect(warningDaysOf(state, { ...blue, expiresAt: NOW + 20 * DAY_MS }, days)).toEqual([3, 1]);
  expect(warningDaysOf({ ...state, renews: undefined }, blue, days)).toEqual(days);
  expect(warningDaysOf(state, { ...blue, storedAt: undefined }, days)).toEqual(days);
  expect(warningDaysOf(state, { ...blue, expiresAt: undefined }, days)).toEqual(days);
});
