import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import type { Severity } from '../../../functions/contract.ts';
import type { CredentialState, IntegrationState } from '../../../functions/integration/integration-state.ts';
import {
  expiringIn,
  inState,
  kinds,
  nothingSent,
  notifier,
  policy,
  rejected,
  situation,
  withCredential,
  stages,
} from './notifier.ts';
import {
  credentialState,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  integrationState,
} from '../rotation/state-fixture.ts';

test.each([
  { left: '31 days and some minutes', days: 31.01, daily: [], another: [] },
  { left: 'exactly 31 days', days: 31, daily: [30], another: [] },
  { left: 'a little over 30 days', days: 30.001, daily: [30], another: [] },
  { left: 'exactly 30 days', days: 30, daily: [30], another: [] },
  { left: '20 days', days: 20, daily: [30], another: [] },
  { left: '4 days', days: 4, daily: [3], another: [] },
  { left: '3 days', days: 3, daily: [3], another: [3] },
  { left: 'less than 3 days', days: 2.99, daily: [3], another: [3] },
  { left: '1 day and an hour', days: 25 / 24, daily: [1], another: [1] },
  { left: 'an hour', days: 1 / 24, daily: [1], another: [1] },
  { left: 'no time', days: 0, daily: [0], another: [0] },
  { left: 'minus a year', days: -365, daily: [0], another: [0] },
])(
  'with $left left until its expiry, the last refresh token has the stages $daily in the daily run, and $another in another run',
  ({ days, daily, another }) => {
    expect(stages(notifier()(expiringIn(days)))).toEqual(daily);
    expect(stages(notifier()(expiringIn(days), NOW, false))).toEqual(another);
  },
);

test('daily runs send every stage of a refresh token of 50 days once, while at least the days of the stage are left', () => {
  const notify = notifier();
  const state = expiringIn(50.02);
  const due = Array.from({ length: 60 }, (_, day) => stages(notify(state, NOW + day * DAY_MS)));
  const days = due.flatMap((sent, day) => sent.map((stage) => ({ stage, left: Math.floor(50.02 - day) })));
  expect(days).toEqual([30, 14, 7, 3, 1, 0].map((stage) => ({ stage, left: stage === 0 ? -1 : stage })));
});

test('daily runs at any times send each stage at most once, and skip only stages that a later stage replaces', () => {
  const runs = fc.array(fc.integer({ min: 0, max: 70 * 24 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(runs, fc.integer({ min: 0, max: 60 }), (hours, lifetimeDays) => {
      const notify = notifier();
      const state = expiringIn(lifetimeDays);
      let last = Infinity;
      for (const hour of hours.toSorted((one, other) => one - other)) {
        const now = NOW + hour * HOUR_MS;
        const due = stages(notify(state, now));
        const leftDays = lifetimeDays - hour / 24;
        const reached =
          leftDays <= 0 ? 0 : Math.min(...policy.warningDays.filter((days) => leftDays <= days + 1));
        // A stage is due exactly when it was not sent before.
        expect(due).toEqual(reached < last ? [reached] : []);
        last = Math.min(last, reached);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  { sentence: 'a new refresh token has its own stages', moved: 40 * DAY_MS, due: [30] },
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

test('a reported expiry replaces an estimated expiry, and the event names the source of the expiry', () => {
  const notify = notifier();
  const estimated = withCredential({ expiresAt: NOW + 20 * DAY_MS, expirySource: 'estimated' });
  expect(notify(estimated)).toMatchObject([{ event: { detail: { stage: 30, expirySource: 'estimated' } } }]);
  const reported = withCredential({ expiresAt: NOW + 6 * DAY_MS, expirySource: 'reported' });
  expect(notify(reported)).toMatchObject([{ event: { detail: { stage: 7, expirySource: 'reported' } } }]);
});

test('each credential has its own stages, in any order', () => {
  const credentials = [
    credentialState({ name: 'a', expiresAt: NOW + 2.5 * DAY_MS }),
    credentialState({ name: 'b', expiresAt: NOW + 10 * DAY_MS }),
  ];
  const notify = notifier();
  expect(stages(notify(integrationState({ credentials })))).toEqual([3, 14]);
  expect(stages(notify(integrationState({ credentials: credentials.toReversed() })))).toEqual([]);
});

test('an expired refresh token that Alation rejects is reported as expired, even if it is the only refresh token', () => {
  const expired = { expiresAt: NOW - HOUR_MS };
  const notify = notifier();
  const alone = inState('rejected', { credentials: [rejected(expired)] });
  expect(kinds(notify(alone))).toEqual(['refresh-token-expired']);
  expect(kinds(notify(alone, NOW + HOUR_MS))).toEqual([]);
  const withOther = inState('fresh', {
    credentials: [credentialState(), rejected({ name: 'b', ...expired })],
  });
  expect(kinds(notifier()(withOther))).toEqual(['refresh-token-expired']);
});

const secondExpired = (state: CredentialState['state']) => [
  credentialState(),
  credentialState({ name: 'b', state, expiresAt: NOW - HOUR_MS }),
];

test('the expiry of a refresh token is not reported again when Alation rejects the refresh token later', () => {
  const notify = notifier();
  expect(kinds(notify(inState('fresh', { credentials: secondExpired('active') })))).toEqual([
    'refresh-token-expired',
  ]);
  expect(kinds(notify(inState('fresh', { credentials: secondExpired('rejected') })))).toEqual([]);
});

test('an estimated expiry is reported when it has passed, and the rejection of the refresh token is reported later', () => {
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
  expect(kinds(notify(state, NOW + 9 * DAY_MS))).toEqual(['all-rejected']);
});

test('after the tags are lost, the present stage is sent again', () => {
  const notify = notifier();
  notify(expiringIn(5));
  expect(stages(notifier()(expiringIn(5)))).toEqual([7]);
});

test('a refresh token that is rejected at the instant of its expiry is reported as expired', () => {
  const both = [credentialState(), rejected({ name: 'b', expiresAt: NOW })];
  expect(kinds(notifier()(inState('fresh', { credentials: both })))).toEqual(['refresh-token-expired']);
  const later = [credentialState(), rejected({ name: 'b', expiresAt: NOW + 1 })];
  expect(kinds(notifier()(inState('fresh', { credentials: later })))).toEqual(['credential-rejected']);
});

test('a refresh token without a known expiry has no stages, and its rejection is reported', () => {
  const unknown = { expiresAt: undefined, expirySource: undefined } as const;
  expect(notifier()(withCredential(unknown))).toEqual([]);
  const both = [credentialState(), rejected({ name: 'b', ...unknown })];
  expect(kinds(notifier()(inState('fresh', { credentials: both })))).toEqual(['credential-rejected']);
});

test.each([
  { what: 'a clock ten days ahead', aheadDays: 10, early: 3, later: [14, 7, 3, 1, 0] },
  { what: 'a clock a hundred days ahead', aheadDays: 100, early: 0, later: [14, 7, 3, 1, 0] },
])(
  'the stages that a warner with $what sent too early are sent again in time',
  ({ aheadDays, early, later }) => {
    const notify = notifier();
    const state = expiringIn(13);
    expect(stages(notify(state, NOW + aheadDays * DAY_MS))).toEqual([early]);
    const due = Array.from({ length: 15 }, (_, day) => stages(notify(state, NOW + day * DAY_MS)));
    expect(due.flat()).toEqual(later);
  },
);

test.each([
  { left: '7 days and 25 hours', ms: 25 * HOUR_MS, due: [] },
  // The daily run sends a stage up to a day and a minute early, and clocks differ by at most an hour.
  { left: '7 days, 25 hours and a minute', ms: 25 * HOUR_MS + MINUTE_MS, due: [] },
  { left: '7 days and 25.5 hours', ms: 25.5 * HOUR_MS, due: [14] },
])('with $left left after the stage of 7 days was sent, the due stages are $due', ({ ms, due }) => {
  const expiresAt = NOW + 7 * DAY_MS + ms;
  const credential = { name: 'a', expiresAt, stage: 7, rejectedVersion: undefined, agedStoredAt: undefined };
  const notify = notifier({ ...nothingSent, credentials: [credential] });
  expect(stages(notify(withCredential({ expiresAt }), NOW))).toEqual(due);
});

test.each([
  {
    sentence: 'the last refresh token',
    others: [],
    severities: ['warning', 'warning', 'critical', 'critical', 'critical'],
  },
  {
    sentence: 'a refresh token while another refresh token lasts longer',
    others: [credentialState({ name: 'b', expiresAt: NOW + 90 * DAY_MS })],
    severities: ['warning', 'warning', 'warning', 'warning', 'warning'],
  },
  {
    sentence: 'a refresh token while there is also an OAuth client',
    others: [credentialState({ name: 'b', kind: 'oauth-client', expiresAt: undefined })],
    severities: ['warning', 'warning', 'warning', 'warning', 'warning'],
  },
  {
    sentence: 'a refresh token while another refresh token expires in the same hour',
    others: [credentialState({ name: 'b', expiresAt: NOW + 14 * DAY_MS + HOUR_MS })],
    severities: ['warning', 'warning', 'critical', 'critical', 'critical'],
  },
  {
    sentence: 'a refresh token while the other credential is rejected',
    others: [rejected({ name: 'b', expiresAt: NOW + 90 * DAY_MS })],
    severities: ['warning', 'warning', 'critical', 'critical', 'critical'],
  },
])(
  'the severities of the stages 14, 7, 3, 1 and of the expiry of $sentence are $severities',
  ({ others, severities }) => {
    const state = inState('fresh', {
      credentials: [credentialState({ expiresAt: NOW + 14 * DAY_MS }), ...others],
    });
    const left = [14, 7, 3, 1, 0];
    const found = left.map((days) => {
      const due = dueNotifications(situation(state, { now: NOW + (14 - days) * DAY_MS })).notifications;
      return due.find(({ headline, event }) => event?.detail['credential'] === 'a' && headline !== '')
        ?.severity;
    });
    expect(found).toEqual(severities);
  },
);

test('the alert about the expiry of every credential is sent daily, and the event is sent once', () => {
  const notify = notifier();
  const state = inState('rejected', { credentials: [rejected({ expiresAt: NOW - HOUR_MS })] });
  const runs = [0, 6, 12, 24, 48].map((hours) => notify(state, NOW + hours * HOUR_MS));
  expect(runs.map((due) => kinds(due))).toEqual([
    ['refresh-token-expired'],
    [],
    ['refresh-token-expired'],
    ['refresh-token-expired'],
    ['refresh-token-expired'],
  ]);
  expect(runs.flatMap((due) => stages(due))).toEqual([0]);
});

const withOtherExpiringAt = (expiresAt: number) =>
  inState('fresh', { credentials: [credentialState(), credentialState({ name: 'b', expiresAt })] });

test('an expiry is reported at once, and only the daily run sends the stage of a refresh token with a reserve', () => {
  expect(kinds(notifier()(withOtherExpiringAt(NOW), NOW, false))).toEqual(['refresh-token-expired']);
  expect(kinds(notifier()(withOtherExpiringAt(NOW + 2 * DAY_MS), NOW, false))).toEqual([]);
  expect(kinds(notifier()(expiringIn(2), NOW, false))).toEqual(['refresh-token-expiring']);
});

test.each([
  {
    third: 'does not expire',
    changes: {},
    effect: 'the rotator can mint access tokens from the other credentials only.',
  },
  {
    third: 'is rejected',
    changes: { state: 'rejected' as const },
    effect: 'consumers get no new access token.',
  },
])(
  'the advice about two nearby expiries names the effect if the third credential $third',
  ({ changes, effect }) => {
    const [days10, days12] = [10, 12].map((days) => NOW + days * DAY_MS);
    const state = integrationState({
      credentials: [
        credentialState({ name: 'blue', expiresAt: days10 }),
        credentialState({ name: 'green', expiresAt: days12 }),
        credentialState({ name: 'third', kind: 'oauth-client', expiresAt: undefined, ...changes }),
      ],
    });
    const blue = notifier()(state).find(({ kind }) => kind === 'refresh-token-expiring');
    expect(blue?.advice).toBe(
      `"blue" and "green" expire within 7 days of each other. When all of them have expired, ${effect} Replace "blue" before 2026-01-20 12:00 UTC.`,
    );
  },
);

test('an expiry that was reported two hours too early does not replace the stage of one day', () => {
  const expiresAt = NOW + 2 * HOUR_MS;
  const credential = { name: 'a', expiresAt, stage: 0, rejectedVersion: undefined, agedStoredAt: undefined };
  const notify = notifier({ ...nothingSent, credentials: [credential] });
  expect(stages(notify(withCredential({ expiresAt })))).toEqual([1]);
});

test.each([
  {
    sentence: 'the stage of 3 days that is sent a day early',
    warningDays: [14, 3],
    left: 4,
    severity: 'critical',
  },
  {
    sentence: 'the stage of 4 days that is sent a day early',
    warningDays: [14, 4],
    left: 5,
    severity: 'warning',
  },
  {
    sentence: 'the stage of 14 days that is sent with 2 days left',
    warningDays: [14],
    left: 2,
    severity: 'critical',
  },
])('for the last refresh token, $sentence has the severity $severity', ({ warningDays, left, severity }) => {
  const found = situation(expiringIn(left), { policy: { ...policy, warningDays } });
  expect(dueNotifications(found).notifications).toMatchObject([{ severity }]);
});

/** The headlines about refresh tokens that expire this many hours from now. */
function headlines(hours: Readonly<Record<string, number>>, others: readonly CredentialState[] = []) {
  const expiring = Object.entries(hours).map(([name, left]) =>
    credentialState({ name, expiresAt: NOW + left * HOUR_MS }),
  );
  const { notifications } = dueNotifications(
    situation(inState('fresh', { credentials: [...expiring, ...others] })),
  );
  return notifications.filter(({ kind }) => kind.startsWith('refresh-token')).map(({ headline }) => headline);
}

test.each([
  { order: 'in the order of expiry', hours: { a: -240, b: -5 } },
  { order: 'in the other order', hours: { b: -5, a: -240 } },
])(
  'of two expired refresh tokens $order, the refresh token that expired later is the last one, and is named first',
  ({ hours }) => {
    expect(headlines(hours)).toEqual([
      'last refresh token expired 5 h ago',
      'refresh token "a" expired 10 days ago',
    ]);
  },
);

const client = {
  name: 'loader',
  kind: 'oauth-client',
  expiresAt: undefined,
  expirySource: undefined,
} as const;

test.each<{
  readonly sentence: string;
  readonly hours: Readonly<Record<string, number>>;
  readonly others: readonly CredentialState[];
  readonly sent: readonly string[];
}>([
  {
    sentence: 'two refresh tokens that expired within half a day are each',
    hours: { a: -9, b: -5 },
    others: [],
    sent: ['last refresh token expired 5 h ago', 'last refresh token expired 9 h ago'],
  },
  {
    sentence: 'a refresh token whose integration also has a rejected OAuth client is',
    hours: { a: -5 },
    others: [rejected(client)],
    sent: ['last refresh token expired 5 h ago'],
  },
])('$sentence the last refresh token', ({ hours, others, sent }) => {
  expect(headlines(hours, others)).toEqual(sent);
});

test('a refresh token is not the last while an OAuth client is active', () => {
  expect(headlines({ a: 120 }, [credentialState(client)])).toEqual(['refresh token "a" expires in 5 days']);
});

/** A situation in which every refresh token has expired, and a reminder of this severity was sent. */
const expiredSince = (severity: Severity, state: Partial<IntegrationState> = {}) =>
  situation(withCredential({ expiresAt: NOW - 6 * HOUR_MS }, state), {
    isDaily: false,
    sent: {
      ...nothingSent,
      credentials: [
        {
          name: 'a',
          expiresAt: NOW - 6 * HOUR_MS,
          stage: 0,
          rejectedVersion: undefined,
          agedStoredAt: undefined,
        },
      ],
      reminders: { expired: { severity, at: NOW - 5 * HOUR_MS } },
    },
  });

test.each([
  { severity: 'warning', due: ['refresh-token-expired'] },
  { severity: 'critical', due: [] },
] as const)(
  'outside the daily run, after a $severity reminder of the expiry these notifications are due: $due',
  ({ severity, due }) => {
    expect(kinds(dueNotifications(expiredSince(severity)).notifications)).toEqual(due);
  },
);

test('another alert does not delay the daily reminder that every refresh token has expired', () => {
  const contest = { credential: 'a', since: NOW - HOUR_MS };
  const { notifications, nextState } = dueNotifications(expiredSince('critical', { contest }));
  expect(kinds(notifications)).toEqual(['contested']);
  expect(nextState.reminders['expired']?.at).toBe(NOW - 5 * HOUR_MS);
});

test.each([
  { source: 'reported', detailType: 'Refresh Token Expired', stage: undefined },
  { source: 'estimated', detailType: 'Refresh Token Expiring', stage: 0 },
] as const)(
  'the event of a $source expiry that has passed is $detailType',
  ({ source, detailType, stage }) => {
    const state = withCredential({ expiresAt: NOW - HOUR_MS, expirySource: source });
    const [sent] = notifier()(state);
    expect(sent?.event?.detailType).toBe(detailType);
    expect(sent?.event?.detail['stage']).toBe(stage);
  },
);
