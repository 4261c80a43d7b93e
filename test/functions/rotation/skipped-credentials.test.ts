import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { IntegrationState } from '../../../functions/integration/integration-state.ts';
import { hashFraction, rotationTime } from '../../../functions/rotation/rotation-time.ts';
import {
  checkedOn,
  isCheckDue,
  skippedCredentials,
} from '../../../functions/rotation/skipped-credentials.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  INTEGRATION,
  integrationState,
  NOW,
  OLDER_VERSION,
  VERSION,
} from './state-fixture.ts';

const a = credentialState();
const rejectedB = credentialState({ name: 'b', state: 'rejected' });
const forbiddenB = credentialState({ name: 'b', state: 'forbidden' });
const backoff = { versionId: VERSION, attempts: 1, nextAttemptAt: NOW };
const waiting = { status: { state: 'retrying', code: 'AlationForbidden', since: NOW }, backoff } as const;

test.each<[string, Partial<IntegrationState>, readonly string[]]>([
  ['a rejected credential is skipped', { credentials: [a, rejectedB] }, ['b']],
  ['the only credential is skipped if it is rejected', { credentials: [rejectedB] }, ['b']],
  ['a forbidden credential is skipped', { credentials: [a, forbiddenB] }, ['b']],
  ['a forbidden credential is not skipped if it is the only credential', { credentials: [forbiddenB] }, []],
  [
    'a forbidden credential is not skipped if the other credential is rejected',
    { credentials: [credentialState({ state: 'rejected' }), forbiddenB] },
    ['a'],
  ],
  [
    'a forbidden credential is not skipped while a rotation waits for it',
    { credentials: [a, forbiddenB], ...waiting },
    [],
  ],
  [
    'a forbidden credential is skipped if the tags have no backoff after its 403',
    { credentials: [a, forbiddenB], ...waiting, backoff: undefined },
    ['b'],
  ],
  [
    'a forbidden credential is skipped during the backoff of another failure',
    { credentials: [a, forbiddenB], backoff, status: { ...waiting.status, code: 'AlationUnavailable' } },
    ['b'],
  ],
  [
    'a forbidden credential is skipped during a backoff without a status',
    { credentials: [a, forbiddenB], backoff, status: undefined },
    ['b'],
  ],
  [
    'credentials that were rejected or forbidden in another version are not skipped',
    {
      credentials: [
        a,
        { ...rejectedB, versionId: OLDER_VERSION },
        { ...forbiddenB, versionId: OLDER_VERSION },
      ],
    },
    [],
  ],
])('%s', (_, state, names) => {
  const skipped = skippedCredentials(integrationState(state), VERSION);
  expect(skipped.map(({ name }) => name)).toEqual(names);
});

const slotMs = Math.trunc(DAY_MS * hashFraction(INTEGRATION));

test('the day of the daily check begins at the slot of the integration', () => {
  const slot = Date.UTC(2026, 0, 10) + slotMs;
  expect(checkedOn(INTEGRATION, slot - 1, true)).toBe('2026-01-09');
  expect(checkedOn(INTEGRATION, slot, true)).toBe('2026-01-10');
  expect(checkedOn(INTEGRATION, slot, false)).toBe('2026-01-10T00');
  expect(checkedOn(INTEGRATION, slot + 23 * HOUR_MS, false)).toBe('2026-01-10T23');
});

test('the rotator checks once a day, and once an hour until Alation responds', () => {
  const state = integrationState({ credentials: [a, rejectedB] });
  const hours = Array.from({ length: 48 }, (_, hour) => Date.UTC(2026, 0, 10) + slotMs + hour * HOUR_MS);
  const checks = (isAnswered: boolean) => {
    let checked: string | undefined;
    return hours.filter((now) => {
      const due = isCheckDue(INTEGRATION, { ...state, checked }, VERSION, now, defaultPolicy);
      if (due) checked = checkedOn(INTEGRATION, now, isAnswered);
      return due;
    });
  };
  expect(checks(true)).toEqual([hours[0], hours[24]]);
  expect(checks(false)).toEqual(hours);
});

test.each([true, false])(
  'after a check with isAnswered=%s the rotator does not check again in the same hour',
  (isAnswered) => {
    const state = integrationState({
      credentials: [a, rejectedB],
      checked: checkedOn(INTEGRATION, NOW, isAnswered),
    });
    expect(isCheckDue(INTEGRATION, state, VERSION, NOW, defaultPolicy)).toBe(false);
  },
);

test('a date in the future in the tags does not stop the daily checks', () => {
  const state = integrationState({ credentials: [a, rejectedB], checked: '2099-01-01' });
  expect(isCheckDue(INTEGRATION, state, VERSION, NOW, defaultPolicy)).toBe(true);
});

test('the rotator checks nothing without skipped credentials', () => {
  expect(isCheckDue(INTEGRATION, integrationState(), VERSION, NOW, defaultPolicy)).toBe(false);
});

test('the rotator checks a rejected issuing credential only if a rotation is due or no access token is published', () => {
  const credentials = [credentialState({ state: 'rejected' }), rejectedB];
  const young = integrationState({ credentials, accessToken: accessTokenState() });
  const old = accessTokenState({ issuedAt: NOW - 12 * HOUR_MS });
  expect(isCheckDue(INTEGRATION, young, VERSION, NOW, defaultPolicy)).toBe(false);
  expect(isCheckDue(INTEGRATION, { ...young, accessToken: old }, VERSION, NOW, defaultPolicy)).toBe(true);
  expect(isCheckDue(INTEGRATION, { ...young, accessToken: undefined }, VERSION, NOW, defaultPolicy)).toBe(
    true,
  );
});

test('the rotator checks a rejected issuing credential from the rotation time of its access token on', () => {
  const accessToken = accessTokenState();
  const state = integrationState({ credentials: [credentialState({ state: 'rejected' })], accessToken });
  const rotatesAt = rotationTime(accessToken, defaultPolicy, 0);
  expect(isCheckDue(INTEGRATION, state, VERSION, rotatesAt - 1, defaultPolicy)).toBe(false);
  expect(isCheckDue(INTEGRATION, state, VERSION, rotatesAt, defaultPolicy)).toBe(true);
});

test('the rotator checks the issuing credential before a rotation is due if its access token may be inactive', () => {
  const accessToken = accessTokenState({ verified: false });
  const state = integrationState({ credentials: [credentialState({ state: 'rejected' })], accessToken });
  expect(isCheckDue(INTEGRATION, state, VERSION, NOW, defaultPolicy)).toBe(true);
});
