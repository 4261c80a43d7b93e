import { expect, test } from 'vitest';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import type { RotationState } from '../../../functions/integration/integration-state.ts';
import { expiringIn, inState, kinds, nothingSent, notifier, rejected, situation } from './notifier.ts';
import {
  accessTokenState,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  OLDER_VERSION,
  integrationState,
  VERSION,
} from '../rotation/state-fixture.ts';

test.each<{
  readonly sentence: string;
  readonly states: readonly RotationState[];
  readonly due: readonly string[][];
}>([
  { sentence: 'a failure is reported once', states: ['failing', 'failing'], due: [['rotation-failing'], []] },
  {
    sentence: 'a recovery is reported once',
    states: ['failing', 'fresh', 'fresh'],
    due: [['rotation-failing'], ['rotation-recovered'], []],
  },
  { sentence: 'a retry needs no notification', states: ['retrying', 'fresh'], due: [[], []] },
  {
    sentence: 'a retry after a failure is not a recovery',
    states: ['failing', 'retrying', 'fresh'],
    due: [['rotation-failing'], [], ['rotation-recovered']],
  },
  {
    sentence: 'a retry between failures does not repeat the notification',
    states: ['failing', 'retrying', 'failing'],
    due: [['rotation-failing'], [], []],
  },
  {
    sentence: 'a failure after a recovery is reported again',
    states: ['failing', 'fresh', 'failing'],
    due: [['rotation-failing'], ['rotation-recovered'], ['rotation-failing']],
  },
  { sentence: 'an integration without a failure needs no notification', states: ['fresh'], due: [[]] },
])('$sentence', ({ states, due }) => {
  const notify = notifier();
  expect(states.map((state) => kinds(notify(inState(state))))).toEqual(due);
});

test('the rejection of every credential is reported once, without the single rejections', () => {
  const notify = notifier();
  const state = inState('rejected', { credentials: [rejected(), rejected({ name: 'b' })] });
  expect(kinds(notify(state))).toEqual(['all-rejected']);
  expect(kinds(notify(state))).toEqual([]);
});

test('the rejection of new credentials is reported after the rejection of the old credentials', () => {
  const notify = notifier();
  notify(inState('rejected', { credentials: [rejected({ versionId: OLDER_VERSION })] }));
  expect(kinds(notify(inState('rejected', { credentials: [rejected()] })))).toEqual(['all-rejected']);
});

const failingWith = (code: string, versionId = VERSION) =>
  inState('failing', {
    status: { state: 'failing', code, since: NOW - HOUR_MS },
    backoff: { versionId, attempts: 3, nextAttemptAt: NOW },
  });

test('another failure of new credentials is reported after the rejection of the old credentials', () => {
  const notify = notifier();
  notify(inState('rejected', { credentials: [rejected({ versionId: OLDER_VERSION })] }));
  const malformed = failingWith('CredentialsMalformed');
  expect(notify(malformed)).toMatchObject([
    { kind: 'rotation-failing', runbookSection: 'credentialsmalformed' },
  ]);
  expect(kinds(notify(malformed))).toEqual([]);
  expect(kinds(notify(inState('rejected', { credentials: [rejected()] })))).toEqual(['all-rejected']);
  expect(kinds(notify(inState('fresh')))).toEqual(['rotation-recovered']);
});

test('a failure after a replacement of credentials is reported although older credentials failed in the same way', () => {
  const notify = notifier();
  expect(kinds(notify(failingWith('CredentialsMalformed', OLDER_VERSION)))).toEqual(['rotation-failing']);
  expect(kinds(notify(failingWith('CredentialsMalformed')))).toEqual(['rotation-failing']);
  expect(kinds(notify(failingWith('CredentialsMalformed')))).toEqual([]);
});

test('failures of different kinds are reported once each, however often they alternate', () => {
  const notify = notifier();
  const codes = ['AlationUnavailable', 'AlationForbidden', 'AlationUnavailable', 'AlationForbidden'];
  expect(codes.map((code) => kinds(notify(failingWith(code))))).toEqual([
    ['rotation-failing'],
    ['rotation-failing'],
    [],
    [],
  ]);
  notify(inState('fresh'));
  expect(kinds(notify(failingWith('AlationForbidden')))).toEqual(['rotation-failing']);
});

test('an outage with changing codes is one failure', () => {
  const notify = notifier();
  const codes = ['AlationUnavailable', 'AlationThrottled', 'MintOutcomeUnknown', 'AlationUnavailable'];
  expect(codes.flatMap((code) => kinds(notify(failingWith(code))))).toEqual(['rotation-failing']);
  const unverified = inState('failing', {
    status: { state: 'failing', code: 'VerificationUnavailable', since: NOW },
  });
  expect(kinds(notify(unverified))).toEqual([]);
});

test('a failure without a known version of the credentials is reported once', () => {
  const unread = inState('failing', { credentials: [] });
  const first = dueNotifications(situation(unread));
  expect(kinds(first.notifications)).toEqual(['rotation-failing']);
  expect(first.nextState.failure).toEqual({ versionId: undefined, kinds: ['wait'] });
  expect(dueNotifications(situation(unread, { sent: first.nextState })).notifications).toEqual([]);
});

test('a recovery is recorded as reported, and a lost status is not a recovery', () => {
  const notify = notifier();
  notify(inState('failing'));
  expect(kinds(notify(integrationState({ status: undefined })))).toEqual([]);
  const failed = dueNotifications(situation(inState('failing'))).nextState;
  expect(failed.state).toBe('failing');
  const recovered = dueNotifications(situation(inState('fresh'), { sent: failed }));
  expect(kinds(recovered.notifications)).toEqual(['rotation-recovered']);
  expect(recovered.nextState).toMatchObject({ state: 'fresh', failure: undefined });
});

const failingAt = (remainingHours: number, verified = true) =>
  inState('failing', {
    accessToken: accessTokenState({ issuedAt: NOW - (24 - remainingHours) * HOUR_MS, verified }),
  });

test.each([
  { sentence: 'with 9 of 24 h left', state: failingAt(9), severity: 'warning' },
  { sentence: 'with a third of its lifetime left', state: failingAt(8), severity: 'critical' },
  { sentence: 'that has expired', state: failingAt(-1), severity: 'critical' },
  { sentence: 'that may be inactive', state: failingAt(20, false), severity: 'critical' },
  {
    sentence: 'that was never published',
    state: { ...failingAt(1), accessToken: undefined },
    severity: 'critical',
  },
])('the failing rotation of an access token $sentence has the severity $severity', ({ state, severity }) => {
  expect(notifier()(state)).toMatchObject([{ kind: 'rotation-failing', severity }]);
});

test('any run reports a failing rotation that has become critical, and only the daily run reports a warning', () => {
  const notify = notifier();
  expect(kinds(notify(failingAt(20), NOW, false))).toEqual([]);
  expect(notify(failingAt(20))).toMatchObject([{ severity: 'warning' }]);
  expect(kinds(notify(failingAt(19), NOW + HOUR_MS, false))).toEqual([]);
  expect(notify(failingAt(8), NOW + 12 * HOUR_MS, false)).toMatchObject([{ severity: 'critical' }]);
  expect(kinds(notify(failingAt(7), NOW + 13 * HOUR_MS, false))).toEqual([]);
});

test('a failure is repeated by each daily run, with its duration, until rotation works again', () => {
  const notify = notifier();
  const runs = [0, 3, 24, 48, 72].map((hours) => notify(inState('failing'), NOW + hours * HOUR_MS));
  expect(runs.map(([notification]) => notification?.headline)).toEqual([
    'rotation failing for 1 h',
    undefined,
    'rotation failing for 25 h',
    'rotation failing for 2 days',
    'rotation failing for 3 days',
  ]);
  expect(kinds(notify(inState('fresh'), NOW + 73 * HOUR_MS))).toEqual(['rotation-recovered']);
});

test.each([
  { severity: 'critical', atOnce: ['rotation-recovered'] },
  { severity: 'warning', atOnce: [] },
] as const)(
  'the recovery from a $severity alert is reported outside the daily run by: $atOnce',
  ({ severity, atOnce }) => {
    const notify = notifier({
      ...nothingSent,
      state: 'failing',
      reminders: { rotation: { severity, at: NOW } },
    });
    expect(kinds(notify(inState('fresh'), NOW, false))).toEqual(atOnce);
    expect(kinds(notify(inState('fresh')))).toEqual(atOnce.length > 0 ? [] : ['rotation-recovered']);
  },
);

test('after every refresh token has expired, a fresh rotation is a recovery', () => {
  const notify = notifier();
  expect(kinds(notify(expiringIn(-1)))).toEqual(['refresh-token-expired']);
  expect(kinds(notify(integrationState()))).toEqual(['rotation-recovered']);
});

test('the recovery is urgent if every refresh token had expired, although the failing rotation was only a warning', () => {
  const notify = notifier({
    ...nothingSent,
    state: 'failing',
    reminders: { rotation: { severity: 'warning', at: NOW }, expired: { severity: 'critical', at: NOW } },
  });
  expect(kinds(notify(inState('fresh'), NOW, false))).toEqual(['rotation-recovered']);
});

test.each([
  { ago: 'has just begun', ms: MINUTE_MS - 1, lasted: '', since: ' since 2026-01-10 11:59 UTC' },
  { ago: 'began a minute ago', ms: MINUTE_MS, lasted: ' for 1 min', since: ', since 2026-01-10 11:59 UTC' },
])(
  'the alert about a failure that $ago has the text "rotation has been failing$lasted$since"',
  ({ ms, lasted, since }) => {
    const code = 'AlationForbidden';
    const state = inState('failing', { status: { state: 'failing', code, since: NOW - ms } });
    expect(notifier()(state)).toMatchObject([
      {
        headline: `rotation failing${lasted}`,
        happened: expect.stringContaining(`rotation has been failing${lasted}${since}: `),
        fix: { kind: 'code', code },
      },
    ]);
  },
);
