import { expect, test } from 'vitest';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  NOW,
} from '../rotation/state-fixture.ts';
import { ownVersionId } from '../../../functions/integration/own-version.ts';
import type { RenewalState } from '../../../functions/integration/renewal-state.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import { kinds, notifier, situation } from './notifier.ts';

const contest = { credential: 'a', since: NOW - HOUR_MS, inactiveAt: NOW - HOUR_MS };
const contested = integrationState({ contest });

test('a contest is reported at once, then once a day until it ends, and its end is reported once', () => {
  const notify = notifier();
  const at = (state: typeof contested, hours: number) => kinds(notify(state, NOW + hours * HOUR_MS));
  // NOW is at noon.
  expect(at(contested, 0)).toEqual(['contested']);
  expect(at(contested, 11.9)).toEqual([]);
  expect(at(contested, 20)).toEqual(['contested']);
  expect(at(contested, 21)).toEqual([]);
  expect(at(contested, 44)).toEqual(['contested']);
  expect(at(integrationState(), 45)).toEqual(['contest-ended']);
  expect(at(integrationState(), 46)).toEqual([]);
});

test('a single finding of an inactive access token is not reported', () => {
  expect(notifier()(integrationState({ contest: { credential: 'a', inactiveAt: NOW } }))).toEqual([]);
});

test.each([
  [1, 'critical'],
  [2, 'warning'],
])('with %i credentials a contest is %s', (count, severity) => {
  const credentials = ['a', 'b'].slice(0, count).map((name) => credentialState({ name }));
  expect(notifier()(integrationState({ contest, credentials })).map((one) => one.severity)).toEqual([
    severity,
  ]);
});

test('while Alation rejects every credential, no program mints, so only the rejection is reported', () => {
  const notify = notifier();
  const status = { state: 'rejected', code: 'CredentialRejected', since: NOW } as const;
  const rejected = integrationState({
    contest,
    status,
    credentials: [credentialState({ state: 'rejected' })],
  });
  expect(kinds(notify(rejected))).toEqual(['all-rejected']);
});

const doubtful = (isLifetimeDoubtful: boolean, acceptedVersion = '11111111-1111-1111-1111-111111111111') =>
  integrationState({ accessToken: accessTokenState({ isLifetimeDoubtful }), acceptedVersion });

test('a doubtful lifetime is reported once for each stored version of the credentials', () => {
  const notify = notifier();
  expect(kinds(notify(doubtful(true)))).toEqual(['lifetime-doubtful']);
  // Alternating credentials: the access token of the other credential is not doubtful.
  expect(kinds(notify(doubtful(false), NOW + DAY_MS))).toEqual([]);
  expect(kinds(notify(doubtful(true), NOW + 2 * DAY_MS))).toEqual([]);
  expect(kinds(notify(doubtful(true, '22222222-2222-2222-2222-222222222222')))).toContain(
    'lifetime-doubtful',
  );
});

test('a doubtful lifetime is not reported again after a renewal, but is reported again after an operator stored other credentials', () => {
  const notify = notifier();
  const renewed = (unique: string, renewal: Partial<RenewalState>) => ({
    ...doubtful(true, ownVersionId(unique)),
    renewal: renewalState(renewal),
  });
  expect(kinds(notify(doubtful(true)))).toEqual(['lifetime-doubtful']);
  expect(kinds(notify(renewed('first', { phase: 'renewed' }), NOW + DAY_MS))).toEqual([]);
  expect(kinds(notify(renewed('second', { phase: 'renewed' }), NOW + 2 * DAY_MS))).toEqual([]);
  // A renewal that follows and fails stores no version.
  const failed = renewed('second', { phase: 'failed', versionId: ownVersionId('third') });
  expect(kinds(notify(failed, NOW + 3 * DAY_MS))).toEqual([]);
  expect(kinds(notify({ ...failed, acceptedVersion: '3'.repeat(32) }, NOW + 4 * DAY_MS))).toContain(
    'lifetime-doubtful',
  );
});

test('a contest of one of two credentials is reported by any run, and only that credential is to be replaced', () => {
  const credentials = ['a', 'b'].map((name) => credentialState({ name }));
  expect(notifier()(integrationState({ contest, credentials }), NOW, false)).toMatchObject([
    { kind: 'contested', severity: 'warning', fix: { kind: 'replace', credentials: [{ name: 'a' }] } },
  ]);
});

test('a contest of an integration whose status was lost is reported', () => {
  expect(kinds(notifier()({ ...contested, status: undefined }))).toEqual(['contested']);
});

test('a doubtful lifetime that appears after a renewal is reported', () => {
  expect(kinds(notifier()(doubtful(true, ownVersionId('first'))))).toContain('lifetime-doubtful');
});

test('the notification state holds the first seven characters of the version with a doubtful lifetime', () => {
  expect(dueNotifications(situation(doubtful(true))).nextState.lifetimeDoubtVersion).toBe('1111111');
});
