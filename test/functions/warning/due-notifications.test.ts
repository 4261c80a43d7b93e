import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import {
  changedNotificationTags,
  parseNotificationState,
} from '../../../functions/warning/notification-state.ts';
import type { NotificationState } from '../../../functions/warning/notification-state.ts';
import type {
  CredentialState,
  IntegrationState,
  RotationState,
} from '../../../functions/integration/integration-state.ts';
import {
  accessTokenRecord,
  credentialRecord,
  DAY_MS,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  rotationRecord,
  VERSION,
} from '../rotation/state-fixture.ts';

const policy = { warningDays: [30, 14, 7, 3, 1], clientSecretMaxAgeDays: 180 };
const nothing: NotificationState = {
  state: undefined,
  failure: undefined,
  acceptedVersion: VERSION,
  credentials: [],
};

/** A person who is told things, through the tags as they are. */
function listener(said: NotificationState = nothing) {
  let tags = changedNotificationTags(said, {});
  return (state: IntegrationState, now = NOW): readonly Notification[] => {
    const due = dueNotifications(state, parseNotificationState(tags), now, policy);
    tags = { ...tags, ...changedNotificationTags(due.said, tags) };
    return due.notifications;
  };
}

const stageOf = (notification: Notification) =>
  notification.kind === 'refresh-token-expiring'
    ? notification.stage
    : notification.kind === 'refresh-token-expired'
      ? 0
      : undefined;
const stages = (notifications: readonly Notification[]) =>
  notifications.map(stageOf).filter((stage) => stage !== undefined);
const kinds = (notifications: readonly Notification[]) => notifications.map(({ kind }) => kind);
const withCredential = (changes: Partial<CredentialState>, state: Partial<IntegrationState> = {}) =>
  rotationRecord({ ...state, credentials: [credentialRecord(changes)] });
const expiringIn = (days: number) => withCredential({ expiresAt: NOW + days * DAY_MS });

test.each([
  { left: '31 days', days: 31, said: [] },
  { left: 'a little over 30 days', days: 30.001, said: [] },
  { left: 'exactly 30 days', days: 30, said: [30] },
  { left: '20 days', days: 20, said: [30] },
  { left: '14 days', days: 14, said: [14] },
  { left: '7 days', days: 7, said: [7] },
  { left: '3 days', days: 3, said: [3] },
  { left: '1 day', days: 1, said: [1] },
  { left: 'an hour', days: 1 / 24, said: [1] },
  { left: 'nothing', days: 0, said: [0] },
  { left: 'nothing since a year', days: -365, said: [0] },
])('with $left left the stage said is $said', ({ days, said }) => {
  expect(stages(listener()(expiringIn(days)))).toEqual(said);
});

test('a life of 60 days looked at daily hears every stage once', () => {
  const tell = listener();
  const state = expiringIn(50);
  const heard = Array.from({ length: 60 }, (_, day) => stages(tell(state, NOW + day * DAY_MS)));
  const days = heard.flatMap((said, day) => said.map((stage) => ({ stage, left: 50 - day })));
  expect(days).toEqual([30, 14, 7, 3, 1, 0].map((stage) => ({ stage, left: stage })));
});

test('whenever it is looked at, every stage it lived through is said or overtaken by a later one, and none twice', () => {
  const runs = fc.array(fc.integer({ min: 0, max: 70 * 24 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(runs, fc.integer({ min: 0, max: 60 }), (hours, lifeDays) => {
      const tell = listener();
      const state = expiringIn(lifeDays);
      let last = Infinity;
      for (const hour of hours.toSorted((one, other) => one - other)) {
        const now = NOW + hour * HOUR_MS;
        const said = stages(tell(state, now));
        const leftDays = lifeDays - hour / 24;
        const reached =
          leftDays <= 0 ? 0 : Math.min(...policy.warningDays.filter((days) => leftDays <= days));
        // Said now exactly when the stage it is in was not said before.
        expect(said).toEqual(reached < last ? [reached] : []);
        last = Math.min(last, reached);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  { sentence: 'a replaced refresh token begins anew', moved: 40 * DAY_MS, heard: [30] },
  { sentence: 'a day more is another expiry', moved: DAY_MS, heard: [30] },
  { sentence: 'Alation’s clock measured a little differently is not', moved: 5 * 60_000, heard: [] },
  { sentence: 'nor is one measured earlier', moved: -HOUR_MS, heard: [] },
])('$sentence', ({ moved, heard }) => {
  const tell = listener();
  const expiresAt = NOW + 20 * DAY_MS;
  expect(stages(tell(withCredential({ expiresAt })))).toEqual([30]);
  const later = NOW + moved;
  expect(stages(tell(withCredential({ expiresAt: expiresAt + moved }), Math.max(NOW, later)))).toEqual(heard);
});

test('a reported expiry takes the place of an estimate, and says from which', () => {
  const tell = listener();
  const estimated = withCredential({ expiresAt: NOW + 20 * DAY_MS, expirySource: 'estimated' });
  expect(tell(estimated)).toMatchObject([{ stage: 30, credential: { expirySource: 'estimated' } }]);
  const reported = withCredential({ expiresAt: NOW + 6 * DAY_MS, expirySource: 'reported' });
  expect(tell(reported)).toMatchObject([{ stage: 7, credential: { expirySource: 'reported' } }]);
});

test('each credential has stages of its own', () => {
  const credentials = [
    credentialRecord({ name: 'a', expiresAt: NOW + 2 * DAY_MS }),
    credentialRecord({ name: 'b', expiresAt: NOW + 10 * DAY_MS }),
  ];
  const tell = listener();
  expect(stages(tell(rotationRecord({ credentials })))).toEqual([3, 14]);
  expect(stages(tell(rotationRecord({ credentials: credentials.toReversed() })))).toEqual([]);
});

test('acceptance is told once per version and covers the stage the new refresh token is in', () => {
  const tell = listener({ ...nothing, acceptedVersion: OLDER_VERSION });
  const state = expiringIn(20);
  expect(kinds(tell(state))).toEqual(['credentials-accepted']);
  expect(kinds(tell(state))).toEqual([]);
  expect(stages(tell(state, NOW + 6 * DAY_MS))).toEqual([14]);
});

test('acceptance of one credential does not swallow the next stage of another', () => {
  const tell = listener({ ...nothing, acceptedVersion: OLDER_VERSION });
  const kept = credentialRecord({ name: 'b', expiresAt: NOW + 20 * DAY_MS });
  tell(rotationRecord({ acceptedVersion: OLDER_VERSION, credentials: [kept] }));
  const heard = tell(rotationRecord({ credentials: [credentialRecord(), kept] }), NOW + 8 * DAY_MS);
  expect(kinds(heard)).toEqual(['credentials-accepted', 'refresh-token-expiring']);
  expect(stages(heard)).toEqual([14]);
});

test('what was neither minted from nor reported alive is not said to be accepted but to be unused', () => {
  const credentials = [
    credentialRecord({ name: 'minted', expirySource: 'estimated' }),
    credentialRecord({ name: 'reported', state: 'unchecked' }),
    credentialRecord({ name: 'refused', state: 'unchecked', expirySource: 'estimated' }),
    credentialRecord({ name: 'rejected', state: 'rejected' }),
  ];
  const heard = listener({ ...nothing, acceptedVersion: OLDER_VERSION })(rotationRecord({ credentials }));
  expect(heard[0]).toMatchObject({
    kind: 'credentials-accepted',
    credentials: [{ name: 'minted' }, { name: 'reported' }],
    unused: ['refused'],
  });
});

/** Credentials stored an hour ago, of which Alation rejected the new one; the other minted hours before that. */
const oneNewAndRejected = (changes: Partial<IntegrationState> = {}) => {
  const storedAt = NOW - HOUR_MS;
  return rotationRecord({
    accessToken: accessTokenRecord({ issuedAt: NOW - 5 * HOUR_MS }),
    credentials: [
      credentialRecord({ state: 'unchecked', storedAt }),
      credentialRecord({ name: 'b', state: 'rejected', storedAt }),
    ],
    ...changes,
  });
};

test('when the only new credential is rejected nobody is told that the others are accepted, then or later', () => {
  const tell = listener({ ...nothing, acceptedVersion: OLDER_VERSION });
  expect(kinds(tell(oneNewAndRejected()))).toEqual(['credential-rejected']);
  const renewed = oneNewAndRejected({
    accessToken: accessTokenRecord({ issuedAt: NOW }),
    credentials: [credentialRecord(), credentialRecord({ name: 'b', state: 'rejected' })],
  });
  expect(kinds(tell(renewed))).toEqual([]);
});

test('an OAuth client that was there before is not said to be accepted because a new one was rejected', () => {
  const oauth = { kind: 'oauth-client', expiresAt: undefined, expirySource: undefined } as const;
  const credentials = [
    credentialRecord({ ...oauth, storedAt: NOW - 9 * DAY_MS }),
    credentialRecord({ ...oauth, name: 'b', state: 'rejected', storedAt: NOW - HOUR_MS }),
  ];
  const tell = listener({ ...nothing, acceptedVersion: OLDER_VERSION });
  expect(kinds(tell(oneNewAndRejected({ credentials })))).toEqual(['credential-rejected']);
});

test('one that was there before and has expired is told as such, and not as accepted', () => {
  const credentials = [
    credentialRecord({ storedAt: NOW - 60 * DAY_MS, expiresAt: NOW }),
    credentialRecord({ name: 'b', storedAt: NOW - HOUR_MS }),
  ];
  const state = rotationRecord({ credentials, acceptedVersion: VERSION });
  const told = listener({ ...nothing, acceptedVersion: OLDER_VERSION })(state);
  expect(kinds(told)).toEqual(['credentials-accepted', 'refresh-token-expired']);
  expect(told[0]).toMatchObject({ credentials: [{ name: 'b' }] });
});

test('a new credential that minted is accepted although another new one is rejected', () => {
  const tell = listener({ ...nothing, acceptedVersion: OLDER_VERSION });
  const minted = oneNewAndRejected({ accessToken: accessTokenRecord({ issuedAt: NOW - HOUR_MS }) });
  expect(kinds(tell(minted))).toEqual(['credentials-accepted', 'credential-rejected']);
});

test('as long as nothing is known to be accepted nothing is said to be, and once it is known it is said', () => {
  const tell = listener({ ...nothing, acceptedVersion: OLDER_VERSION });
  const unknown = { state: 'unchecked', expirySource: 'estimated' } as const;
  expect(kinds(tell(withCredential(unknown)))).toEqual([]);
  expect(kinds(tell(withCredential({ ...unknown, expirySource: 'reported' })))).toEqual([
    'credentials-accepted',
  ]);
});

test('credentials stored since are no part of what was accepted before them', () => {
  const tell = listener({ ...nothing, acceptedVersion: undefined });
  const state = withCredential({ state: 'unchecked' }, { acceptedVersion: OLDER_VERSION });
  expect(kinds(tell(state))).toEqual([]);
  expect(kinds(tell(withCredential({})))).toEqual(['credentials-accepted']);
});

test('acceptance covers the stage of those only that it names', () => {
  const tell = listener({ ...nothing, acceptedVersion: OLDER_VERSION });
  const expiresAt = NOW + 5 * DAY_MS;
  const credentials = [
    credentialRecord({ expiresAt }),
    credentialRecord({ name: 'b', state: 'unchecked', expirySource: 'estimated', expiresAt }),
  ];
  expect(tell(rotationRecord({ credentials }))).toMatchObject([
    { kind: 'credentials-accepted', credentials: [{ name: 'a' }] },
    { kind: 'refresh-token-expiring', credential: { name: 'b' } },
  ]);
});

const inState = (state: RotationState, changes: Partial<IntegrationState> = {}) =>
  rotationRecord({ status: { state, code: 'AlationUnavailable', since: NOW - HOUR_MS }, ...changes });

test.each<{
  readonly sentence: string;
  readonly states: readonly RotationState[];
  readonly heard: readonly string[][];
}>([
  { sentence: 'failing is told once', states: ['failing', 'failing'], heard: [['rotation-failing'], []] },
  {
    sentence: 'and its recovery once',
    states: ['failing', 'fresh', 'fresh'],
    heard: [['rotation-failing'], ['rotation-recovered'], []],
  },
  { sentence: 'retrying is not told', states: ['retrying', 'fresh'], heard: [[], []] },
  {
    sentence: 'retrying after failing is no recovery',
    states: ['failing', 'retrying', 'fresh'],
    heard: [['rotation-failing'], [], ['rotation-recovered']],
  },
  {
    sentence: 'retrying between failures repeats nothing',
    states: ['failing', 'retrying', 'failing'],
    heard: [['rotation-failing'], [], []],
  },
  {
    sentence: 'every failure after a recovery is told',
    states: ['failing', 'fresh', 'failing'],
    heard: [['rotation-failing'], ['rotation-recovered'], ['rotation-failing']],
  },
  { sentence: 'fresh from the start says nothing', states: ['fresh'], heard: [[]] },
])('$sentence', ({ states, heard }) => {
  const tell = listener();
  expect(states.map((state) => kinds(tell(inState(state))))).toEqual(heard);
});

const rejected = (changes: Partial<CredentialState> = {}) =>
  credentialRecord({ state: 'rejected', ...changes });

test('when every credential is rejected that is told once, and the single rejections with it', () => {
  const tell = listener();
  const state = inState('rejected', { credentials: [rejected(), rejected({ name: 'b' })] });
  expect(kinds(tell(state))).toEqual(['all-rejected']);
  expect(kinds(tell(state))).toEqual([]);
});

test('a replacement that is rejected too is told', () => {
  const tell = listener();
  tell(inState('rejected', { credentials: [rejected({ versionId: OLDER_VERSION })] }));
  expect(kinds(tell(inState('rejected', { credentials: [rejected()] })))).toEqual(['all-rejected']);
});

const failingWith = (code: string, versionId = VERSION) =>
  inState('failing', {
    status: { state: 'failing', code, since: NOW - HOUR_MS },
    backoff: { versionId, attempts: 3, nextAttemptAt: NOW },
  });

test('credentials that fail in another way than the rejected ones they replaced are told of', () => {
  const tell = listener();
  tell(inState('rejected', { credentials: [rejected({ versionId: OLDER_VERSION })] }));
  const malformed = failingWith('CredentialsMalformed');
  expect(tell(malformed)).toMatchObject([{ kind: 'rotation-failing', code: 'CredentialsMalformed' }]);
  expect(kinds(tell(malformed))).toEqual([]);
  expect(kinds(tell(inState('rejected', { credentials: [rejected()] })))).toEqual(['all-rejected']);
  expect(kinds(tell(inState('fresh')))).toEqual(['rotation-recovered']);
});

test('a second bad attempt with new credentials is told of, though it fails in the same way', () => {
  const tell = listener();
  expect(kinds(tell(failingWith('CredentialsMalformed', OLDER_VERSION)))).toEqual(['rotation-failing']);
  expect(kinds(tell(failingWith('CredentialsMalformed')))).toEqual(['rotation-failing']);
  expect(kinds(tell(failingWith('CredentialsMalformed')))).toEqual([]);
});

test('a failure that somebody else must act on is told of, and each once, however often they alternate', () => {
  const tell = listener();
  const codes = ['AlationUnavailable', 'AlationForbidden', 'AlationUnavailable', 'AlationForbidden'];
  expect(codes.map((code) => kinds(tell(failingWith(code))))).toEqual([
    ['rotation-failing'],
    ['rotation-failing'],
    [],
    [],
  ]);
  tell(inState('fresh'));
  expect(kinds(tell(failingWith('AlationForbidden')))).toEqual(['rotation-failing']);
});

test('an outage that shows in now this way now that is one failure', () => {
  const tell = listener();
  const codes = ['AlationUnavailable', 'AlationThrottled', 'MintOutcomeUnknown', 'AlationUnavailable'];
  expect(codes.flatMap((code) => kinds(tell(failingWith(code))))).toEqual(['rotation-failing']);
  const unverified = inState('failing', {
    status: { state: 'failing', code: 'VerificationUnavailable', since: NOW },
  });
  expect(kinds(tell(unverified))).toEqual([]);
});

const secondRejected = (versionId: string) =>
  inState('fresh', { credentials: [credentialRecord(), rejected({ name: 'b', versionId })] });

test('one rejected credential of two is told once per version', () => {
  const tell = listener();
  expect(kinds(tell(secondRejected(OLDER_VERSION)))).toEqual(['credential-rejected']);
  expect(kinds(tell(secondRejected(OLDER_VERSION)))).toEqual([]);
  expect(kinds(tell(secondRejected(VERSION)))).toEqual(['credential-rejected']);
});

test('a refresh token that is rejected because it expired is said to have expired, also when it is the only one', () => {
  const expired = { expiresAt: NOW - HOUR_MS };
  const tell = listener();
  const alone = inState('rejected', { credentials: [rejected(expired)] });
  expect(kinds(tell(alone))).toEqual(['all-rejected', 'refresh-token-expired']);
  expect(kinds(tell(alone, NOW + DAY_MS))).toEqual([]);
  const beside = inState('fresh', { credentials: [credentialRecord(), rejected({ name: 'b', ...expired })] });
  expect(kinds(listener()(beside))).toEqual(['refresh-token-expired']);
});

const secondExpired = (state: CredentialState['state']) => [
  credentialRecord(),
  credentialRecord({ name: 'b', state, expiresAt: NOW - HOUR_MS }),
];

test('a refresh token whose expiry was told is not told again when Alation then rejects it', () => {
  const tell = listener();
  expect(kinds(tell(inState('fresh', { credentials: secondExpired('active') })))).toEqual([
    'refresh-token-expired',
  ]);
  expect(kinds(tell(inState('fresh', { credentials: secondExpired('rejected') })))).toEqual([]);
});

test('past an estimated expiry a refresh token may have expired, and its rejection is told when it comes', () => {
  const estimated = { expiresAt: NOW - HOUR_MS, expirySource: 'estimated' } as const;
  const other = credentialRecord();
  const withB = (state: CredentialState['state']) =>
    inState('fresh', { credentials: [other, credentialRecord({ name: 'b', state, ...estimated })] });
  const tell = listener();
  expect(kinds(tell(withB('active')))).toEqual(['refresh-token-expiry-estimated']);
  expect(kinds(tell(withB('active'), NOW + DAY_MS))).toEqual([]);
  expect(kinds(tell(withB('rejected'), NOW + DAY_MS))).toEqual(['credential-rejected']);
  const alone = inState('rejected', { credentials: [rejected(estimated)] });
  expect(kinds(listener()(alone))).toEqual(['all-rejected']);
});

test('a refresh token that was revoked is not said to have expired later', () => {
  const tell = listener();
  const state = inState('rejected', { credentials: [rejected({ expiresAt: NOW + DAY_MS })] });
  expect(kinds(tell(state))).toEqual(['all-rejected']);
  expect(kinds(tell(state, NOW + 9 * DAY_MS))).toEqual([]);
});

test.each([
  { sentence: 'one day before its age', days: 179, max: 180, heard: [] },
  { sentence: 'exactly at its age', days: 180, max: 180, heard: ['client-secret-old'] },
  { sentence: 'with warnings switched off', days: 999, max: 0, heard: [] },
])('an OAuth client secret $sentence: $heard', ({ days, max, heard }) => {
  const state = withCredential({
    kind: 'oauth-client',
    expiresAt: undefined,
    expirySource: undefined,
    storedAt: NOW - days * DAY_MS,
  });
  const aged = { ...policy, clientSecretMaxAgeDays: max };
  const first = dueNotifications(state, nothing, NOW, aged);
  expect(kinds(first.notifications)).toEqual(heard);
  expect(
    dueNotifications(state, first.said, NOW + DAY_MS, { ...aged, clientSecretMaxAgeDays: max && 999 })
      .notifications,
  ).toEqual([]);
  expect(dueNotifications(state, first.said, NOW, aged).notifications).toEqual([]);
});

test('lost tags say the present stage again: better twice than never', () => {
  const tell = listener();
  tell(expiringIn(5));
  expect(stages(listener()(expiringIn(5)))).toEqual([7]);
});

test('a failure of credentials of which no version is known is told of once', () => {
  const unread = inState('failing', { credentials: [] });
  const first = dueNotifications(unread, nothing, NOW, policy);
  expect(kinds(first.notifications)).toEqual(['rotation-failing']);
  expect(first.said.failure).toEqual({ versionId: undefined, kinds: ['wait'] });
  expect(dueNotifications(unread, first.said, NOW, policy).notifications).toEqual([]);
});

test('a recovery is kept as said, and a lost status says nothing', () => {
  const tell = listener();
  tell(inState('failing'));
  expect(kinds(tell(rotationRecord({ status: undefined })))).toEqual([]);
  const failed = dueNotifications(inState('failing'), nothing, NOW, policy).said;
  expect(failed.state).toBe('failing');
  const recovered = dueNotifications(inState('fresh'), failed, NOW, policy);
  expect(kinds(recovered.notifications)).toEqual(['rotation-recovered']);
  expect(recovered.said).toMatchObject({ state: 'fresh', failure: undefined });
});

test('a refresh token that is rejected at the very instant of its expiry is said to have expired', () => {
  const beside = [credentialRecord(), rejected({ name: 'b', expiresAt: NOW })];
  expect(kinds(listener()(inState('fresh', { credentials: beside })))).toEqual(['refresh-token-expired']);
  const later = [credentialRecord(), rejected({ name: 'b', expiresAt: NOW + 1 })];
  expect(kinds(listener()(inState('fresh', { credentials: later })))).toEqual(['credential-rejected']);
});

test('of a refresh token whose expiry is not known nothing is said but its rejection', () => {
  const unknown = { expiresAt: undefined, expirySource: undefined } as const;
  expect(listener()(withCredential(unknown))).toEqual([]);
  const beside = [credentialRecord(), rejected({ name: 'b', ...unknown })];
  expect(kinds(listener()(inState('fresh', { credentials: beside })))).toEqual(['credential-rejected']);
});

test('where nothing was accepted yet nothing is said of it', () => {
  const tell = listener({ ...nothing, acceptedVersion: undefined });
  expect(tell(withCredential({}, { acceptedVersion: undefined }))).toEqual([]);
  const lost = listener();
  expect(lost(withCredential({}, { acceptedVersion: undefined }))).toEqual([]);
  expect(lost(withCredential({}))).toEqual([]);
});
