import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import {
  expiringIn,
  inState,
  kinds,
  nothingSent,
  notifier,
  policy,
  rejected,
  withCredential,
  stages,
} from './notifier.ts';
import {
  credentialState,
  DAY_MS,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  integrationState,
  VERSION,
} from '../rotation/state-fixture.ts';

test.each([
  { left: '31 days', days: 31, due: [] },
  { left: 'a little over 30 days', days: 30.001, due: [] },
  { left: 'exactly 30 days', days: 30, due: [30] },
  { left: '20 days', days: 20, due: [30] },
  { left: '14 days', days: 14, due: [14] },
  { left: '7 days', days: 7, due: [7] },
  { left: '3 days', days: 3, due: [3] },
  { left: '1 day', days: 1, due: [1] },
  { left: 'an hour', days: 1 / 24, due: [1] },
  { left: 'nothing', days: 0, due: [0] },
  { left: 'a year less than nothing', days: -365, due: [0] },
])('a refresh token with $left left is at the stages $due', ({ days, due }) => {
  expect(stages(notifier()(expiringIn(days)))).toEqual(due);
});

test('daily runs send every stage of a refresh token of 50 days once', () => {
  const notify = notifier();
  const state = expiringIn(50);
  const due = Array.from({ length: 60 }, (_, day) => stages(notify(state, NOW + day * DAY_MS)));
  const days = due.flatMap((sent, day) => sent.map((stage) => ({ stage, left: 50 - day })));
  expect(days).toEqual([30, 14, 7, 3, 1, 0].map((stage) => ({ stage, left: stage })));
});

test('at whatever times the warner runs, it sends each stage at most once and skips only stages that a later stage replaced', () => {
  const runs = fc.array(fc.integer({ min: 0, max: 70 * 24 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(runs, fc.integer({ min: 0, max: 60 }), (hours, lifeDays) => {
      const notify = notifier();
      const state = expiringIn(lifeDays);
      let last = Infinity;
      for (const hour of hours.toSorted((one, other) => one - other)) {
        const now = NOW + hour * HOUR_MS;
        const due = stages(notify(state, now));
        const leftDays = lifeDays - hour / 24;
        const reached =
          leftDays <= 0 ? 0 : Math.min(...policy.warningDays.filter((days) => leftDays <= days));
        // A stage is due exactly when it was not sent before.
        expect(due).toEqual(reached < last ? [reached] : []);
        last = Math.min(last, reached);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  { sentence: 'a replaced refresh token has its own stages', moved: 40 * DAY_MS, due: [30] },
  { sentence: 'an expiry a day later is another expiry', moved: DAY_MS, due: [30] },
  { sentence: 'an expiry five minutes later is the same expiry', moved: 5 * 60_000, due: [] },
  { sentence: 'an expiry an hour earlier is the same expiry', moved: -HOUR_MS, due: [] },
])('$sentence', ({ moved, due }) => {
  const notify = notifier();
  const expiresAt = NOW + 20 * DAY_MS;
  expect(stages(notify(withCredential({ expiresAt })))).toEqual([30]);
  const later = NOW + moved;
  expect(stages(notify(withCredential({ expiresAt: expiresAt + moved }), Math.max(NOW, later)))).toEqual(due);
});

test('a reported expiry replaces an estimate, and the notification names the source', () => {
  const notify = notifier();
  const estimated = withCredential({ expiresAt: NOW + 20 * DAY_MS, expirySource: 'estimated' });
  expect(notify(estimated)).toMatchObject([{ stage: 30, credential: { expirySource: 'estimated' } }]);
  const reported = withCredential({ expiresAt: NOW + 6 * DAY_MS, expirySource: 'reported' });
  expect(notify(reported)).toMatchObject([{ stage: 7, credential: { expirySource: 'reported' } }]);
});

test('each credential has its own stages, in any order', () => {
  const credentials = [
    credentialState({ name: 'a', expiresAt: NOW + 2 * DAY_MS }),
    credentialState({ name: 'b', expiresAt: NOW + 10 * DAY_MS }),
  ];
  const notify = notifier();
  expect(stages(notify(integrationState({ credentials })))).toEqual([3, 14]);
  expect(stages(notify(integrationState({ credentials: credentials.toReversed() })))).toEqual([]);
});

const secondRejected = (versionId: string) =>
  inState('fresh', { credentials: [credentialState(), rejected({ name: 'b', versionId })] });

test('one rejected credential of two is sent once per version', () => {
  const notify = notifier();
  expect(kinds(notify(secondRejected(OLDER_VERSION)))).toEqual(['credential-rejected']);
  expect(kinds(notify(secondRejected(OLDER_VERSION)))).toEqual([]);
  expect(kinds(notify(secondRejected(VERSION)))).toEqual(['credential-rejected']);
});

const withSecond = (state: CredentialState['state'], changes: Partial<CredentialState> = {}) =>
  inState('fresh', { credentials: [credentialState(), credentialState({ name: 'b', state, ...changes })] });

test('a forbidden credential is sent once per version, and its expiry as before', () => {
  const notify = notifier();
  expect(kinds(notify(withSecond('forbidden', { versionId: OLDER_VERSION })))).toEqual([
    'credential-forbidden',
  ]);
  expect(kinds(notify(withSecond('forbidden', { versionId: OLDER_VERSION })))).toEqual([]);
  expect(kinds(notify(withSecond('forbidden')))).toEqual(['credential-forbidden']);
  const expiring = withSecond('forbidden', { expiresAt: NOW + 7 * DAY_MS });
  expect(kinds(notify(expiring))).toEqual(['refresh-token-expiring']);
  expect(kinds(notify(withSecond('rejected')))).toEqual(['credential-rejected']);
});

test.each([
  ['rejected', 'credential-rejected'],
  ['forbidden', 'credential-forbidden'],
] as const)('a %s credential that is accepted again is sent once', (state, kind) => {
  const notify = notifier();
  expect(kinds(notify(withSecond(state)))).toEqual([kind]);
  expect(kinds(notify(withSecond('unchecked')))).toEqual([]);
  expect(kinds(notify(withSecond('active')))).toEqual(['credential-accepted-again']);
  expect(kinds(notify(withSecond('active')))).toEqual([]);
  expect(kinds(notify(withSecond(state)))).toEqual([kind]);
});

test('a replaced credential is not sent as accepted again', () => {
  const notify = notifier();
  notify(withSecond('rejected', { versionId: OLDER_VERSION }));
  expect(kinds(notify(withSecond('active')))).toEqual([]);
});

test('if rotation works again, the credential that works again is not sent too', () => {
  const notify = notifier();
  expect(kinds(notify(inState('rejected', { credentials: [rejected()] })))).toEqual(['all-rejected']);
  expect(kinds(notify(inState('fresh')))).toEqual(['rotation-recovered']);
  expect(kinds(notify(inState('fresh')))).toEqual([]);
});

test('an expired refresh token that Alation rejects is reported as expired, also when it is the only one', () => {
  const expired = { expiresAt: NOW - HOUR_MS };
  const notify = notifier();
  const alone = inState('rejected', { credentials: [rejected(expired)] });
  expect(kinds(notify(alone))).toEqual(['all-rejected', 'refresh-token-expired']);
  expect(kinds(notify(alone, NOW + DAY_MS))).toEqual([]);
  const beside = inState('fresh', { credentials: [credentialState(), rejected({ name: 'b', ...expired })] });
  expect(kinds(notifier()(beside))).toEqual(['refresh-token-expired']);
});

const secondExpired = (state: CredentialState['state']) => [
  credentialState(),
  credentialState({ name: 'b', state, expiresAt: NOW - HOUR_MS }),
];

test('an expired refresh token is not sent again when Alation rejects it later', () => {
  const notify = notifier();
  expect(kinds(notify(inState('fresh', { credentials: secondExpired('active') })))).toEqual([
    'refresh-token-expired',
  ]);
  expect(kinds(notify(inState('fresh', { credentials: secondExpired('rejected') })))).toEqual([]);
});

test('a refresh token past its estimated expiry may have expired, and its rejection is sent later', () => {
  const estimated = { expiresAt: NOW - HOUR_MS, expirySource: 'estimated' } as const;
  const other = credentialState();
  const withB = (state: CredentialState['state']) =>
    inState('fresh', { credentials: [other, credentialState({ name: 'b', state, ...estimated })] });
  const notify = notifier();
  expect(kinds(notify(withB('active')))).toEqual(['refresh-token-expiry-estimated']);
  expect(kinds(notify(withB('active'), NOW + DAY_MS))).toEqual([]);
  expect(kinds(notify(withB('rejected'), NOW + DAY_MS))).toEqual(['credential-rejected']);
  const alone = inState('rejected', { credentials: [rejected(estimated)] });
  expect(kinds(notifier()(alone))).toEqual(['all-rejected']);
});

test('a revoked refresh token is not reported as expired later', () => {
  const notify = notifier();
  const state = inState('rejected', { credentials: [rejected({ expiresAt: NOW + DAY_MS })] });
  expect(kinds(notify(state))).toEqual(['all-rejected']);
  expect(kinds(notify(state, NOW + 9 * DAY_MS))).toEqual([]);
});

test.each([
  { sentence: 'a day before its maximum age needs no warning', days: 179, max: 180, due: [] },
  { sentence: 'at its maximum age needs a warning', days: 180, max: 180, due: ['client-secret-old'] },
  { sentence: 'of any age needs no warning when the setting is 0', days: 999, max: 0, due: [] },
])('an OAuth client secret $sentence', ({ days, max, due }) => {
  const state = withCredential({
    kind: 'oauth-client',
    expiresAt: undefined,
    expirySource: undefined,
    storedAt: NOW - days * DAY_MS,
  });
  const aged = { ...policy, clientSecretMaxAgeDays: max };
  const first = dueNotifications(state, nothingSent, NOW, aged);
  expect(kinds(first.notifications)).toEqual(due);
  expect(
    dueNotifications(state, first.nextState, NOW + DAY_MS, { ...aged, clientSecretMaxAgeDays: max && 999 })
      .notifications,
  ).toEqual([]);
  expect(dueNotifications(state, first.nextState, NOW, aged).notifications).toEqual([]);
});

test('after a loss of the tags the present stage is sent again', () => {
  const notify = notifier();
  notify(expiringIn(5));
  expect(stages(notifier()(expiringIn(5)))).toEqual([7]);
});

test('a refresh token that is rejected at the instant of its expiry is reported as expired', () => {
  const beside = [credentialState(), rejected({ name: 'b', expiresAt: NOW })];
  expect(kinds(notifier()(inState('fresh', { credentials: beside })))).toEqual(['refresh-token-expired']);
  const later = [credentialState(), rejected({ name: 'b', expiresAt: NOW + 1 })];
  expect(kinds(notifier()(inState('fresh', { credentials: later })))).toEqual(['credential-rejected']);
});

test('a refresh token without a known expiry has no stages, and its rejection is sent', () => {
  const unknown = { expiresAt: undefined, expirySource: undefined } as const;
  expect(notifier()(withCredential(unknown))).toEqual([]);
  const beside = [credentialState(), rejected({ name: 'b', ...unknown })];
  expect(kinds(notifier()(inState('fresh', { credentials: beside })))).toEqual(['credential-rejected']);
});

test.each([
  { what: 'a clock ten days ahead', aheadDays: 10, early: 3, later: [14, 7, 3, 1, 0] },
  { what: 'a clock a hundred days ahead', aheadDays: 100, early: 0, later: [14, 7, 3, 1, 0] },
])('what a warner with $what sent too early is sent again in time', ({ aheadDays, early, later }) => {
  const notify = notifier();
  const state = expiringIn(12);
  expect(stages(notify(state, NOW + aheadDays * DAY_MS))).toEqual([early]);
  const due = Array.from({ length: 14 }, (_, day) => stages(notify(state, NOW + day * DAY_MS)));
  expect(due.flat()).toEqual(later);
});

test.each([
  { left: 'an hour more than its stage', ms: HOUR_MS, due: [] },
  { left: 'more than an hour more than its stage', ms: HOUR_MS + 1, due: [14] },
])('a stage that was sent with $left is due: $due', ({ ms, due }) => {
  const notify = notifier();
  const expiresAt = NOW + 7 * DAY_MS + ms;
  expect(stages(notify(withCredential({ expiresAt }), NOW + ms))).toEqual([7]);
  expect(stages(notify(withCredential({ expiresAt }), NOW))).toEqual(due);
});
