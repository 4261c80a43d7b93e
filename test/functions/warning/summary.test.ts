import { expect, test } from 'vitest';
import type { CredentialState, IntegrationState } from '../../../functions/integration/integration-state.ts';
import { summaries, summaryHeadline, summaryText } from '../../../functions/warning/summary.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  integrationState,
  MINUTE_MS,
  NOW,
} from '../rotation/state-fixture.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { expiringIn, inState } from './notifier.ts';

const context = { secretPrefix: 'alation', where: 'acme-prod eu-west-1' };

test('a summary names the integrations that are not well and the next ten expiries, the earliest expiry first', () => {
  const all = summaries(NOW, 'monthly');
  for (let index = 0; index < 12; index++) all.add(`bi-${index}`, expiringIn(59 - index));
  all.add('down', inState('failing'));
  all.add('still', integrationState({ paused: true }));
  const [summary] = all.read([14]);
  expect(summary && summaryHeadline(summary)).toBe('2 of 14 integrations are not well');
  const lines = summary === undefined ? [] : summaryText(summary, context).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    'Summary of 2026-01-10 12:00 UTC: 2 of 14 integrations are not well.',
    '  down: failing, AlationUnavailable',
    '  still: paused',
    'In 2025-12 (UTC): 0 access tokens published, 0 attempts failed, 0 refresh tokens renewed.',
    'Next expiries. Replace each refresh token before its expiry; an alert reminds you:',
    '  bi-11: "a" expires in 48 days, on 2026-02-27 12:00 UTC',
  ]);
  expect(lines.filter((line) => line.includes(' expires in '))).toHaveLength(10);
});

test.each([
  { days: 20, warningDays: [30, 1], sent: false, why: 'the owner need not act within 14 days' },
  { days: 10, warningDays: [30, 1], sent: true, why: 'no stage of the last week warned' },
  { days: 10, warningDays: [14, 7], sent: false, why: 'the stage of 14 days warned' },
])(
  'the weekly summary with $days days left and stages $warningDays is sent: $sent, because $why',
  ({ days, warningDays, sent }) => {
    const all = summaries(NOW, 'weekly');
    all.add('bi', integrationState({ credentials: [credentialState({ expiresAt: NOW + days * DAY_MS })] }));
    expect(all.read(warningDays)).toHaveLength(sent ? 1 : 0);
  },
);

/** How early the daily run sends a stage: at most a day and a minute before the stage is reached. */
const SENT_EARLY_MS = DAY_MS + MINUTE_MS;

test.each([
  { expiry: 'in exactly 14 days', left: 14 * DAY_MS, stage: 30, sent: true },
  { expiry: 'in more than 14 days', left: 14 * DAY_MS + 1, stage: 30, sent: false },
  { expiry: 'whose stage was sent a day ago', left: 14 * DAY_MS, stage: 14, sent: false },
  { expiry: 'whose stage is sent now', left: 7 * DAY_MS + SENT_EARLY_MS, stage: 7, sent: false },
  { expiry: 'whose stage is not sent yet', left: 7 * DAY_MS + SENT_EARLY_MS + 1, stage: 7, sent: true },
  { expiry: 'whose stage was sent 7 days ago', left: 7 * DAY_MS + SENT_EARLY_MS, stage: 14, sent: true },
  {
    expiry: 'whose stage was sent less than 7 days ago',
    left: 7 * DAY_MS + SENT_EARLY_MS + 1,
    stage: 14,
    sent: false,
  },
])('a weekly summary about an expiry $expiry is sent: $sent', ({ left, stage, sent }) => {
  const all = summaries(NOW, 'weekly');
  all.add('bi', integrationState({ credentials: [credentialState({ expiresAt: NOW + left })] }));
  expect(all.read([stage])).toHaveLength(sent ? 1 : 0);
});

test('the next expiries include no refresh token that has expired', () => {
  const all = summaries(NOW, 'monthly');
  const expiries = [NOW - DAY_MS, NOW, NOW + 1].map((expiresAt, index) =>
    credentialState({ name: `c${index}`, expiresAt }),
  );
  all.add('bi', integrationState({ credentials: expiries }));
  expect(all.read([]).flatMap((one) => one.expiries)).toEqual([
    { integration: 'bi', credential: 'c2', at: NOW + 1 },
  ]);
});

/** The text of a summary about one integration. */
function textOf(
  kind: 'monthly' | 'weekly',
  state: Parameters<typeof integrationState>[0],
  now = NOW,
): string {
  const all = summaries(now, kind);
  all.add('bi', integrationState(state));
  const [summary] = all.read([30]);
  return summary === undefined ? '' : summaryText(summary, context);
}

const outcomes = {
  month: '2026-01',
  counts: { rotated: 20, failed: 0, renewed: 0 },
  before: { rotated: 60, failed: 1, renewed: 2 },
};

test('the monthly summary counts the rotations by outcome and the renewals of the month before', () => {
  expect(textOf('monthly', { outcomes })).toContain(
    '\nIn 2025-12 (UTC): 60 access tokens published, 1 attempt failed, 2 refresh tokens renewed.\n',
  );
  // If the clock is a few hours behind, the monthly summary runs on the last day of the month.
  const lastDay = Date.UTC(2025, 11, 31, 20);
  expect(textOf('monthly', { outcomes: { ...outcomes, month: '2025-12' } }, lastDay)).toContain(
    'In 2025-12 (UTC): 20 access tokens',
  );
});

test('the weekly summary counts the rotations of this month so far', () => {
  const credentials = [credentialState({ expiresAt: NOW + 5 * DAY_MS })];
  expect(textOf('weekly', { outcomes, credentials })).toContain(
    'In 2026-01 (UTC): 20 access tokens published',
  );
});

test('the summary does not ask for a replacement of a refresh token that the rotator renews', () => {
  const credentials = [
    credentialState({ name: 'a', expiresAt: NOW + 5 * DAY_MS }),
    credentialState({ name: 'b' }),
  ];
  const text = textOf('monthly', { renews: true, credentials });
  expect(text).toContain('The rotator renews 2 refresh tokens.\nYou do not have to replace a refresh token.');
  expect(textOf('weekly', { renews: true, credentials })).toBe('');
  expect(textOf('monthly', { credentials })).toContain('bi: "a" expires in 5 days');
});

test.each<{ what: string; changes: Partial<CredentialState>; line: string }>([
  {
    what: 'that has expired',
    changes: { expiresAt: NOW },
    line: 'expired just now, on 2026-01-10 12:00 UTC',
  },
  {
    what: 'that has expired and that Alation rejects',
    changes: { expiresAt: NOW - DAY_MS, expirySource: 'reported', state: 'rejected' },
    line: 'expired 24 h ago, on 2026-01-09 12:00 UTC',
  },
  {
    what: 'that Alation rejected and that expires at this instant',
    changes: { expiresAt: NOW, expirySource: 'reported', state: 'rejected' },
    line: 'expired just now, on 2026-01-10 12:00 UTC',
  },
  {
    what: 'past its estimated expiry',
    changes: { expiresAt: NOW - DAY_MS, expirySource: 'estimated' },
    line: 'may have expired 24 h ago, on 2026-01-09 12:00 UTC',
  },
  {
    what: 'past its estimated expiry that Alation rejects',
    changes: { expiresAt: NOW - DAY_MS, expirySource: 'estimated', state: 'rejected' },
    line: 'is rejected by Alation',
  },
  { what: 'that Alation rejected', changes: { state: 'rejected' }, line: 'is rejected by Alation' },
])('the summary asks for a replacement of a refresh token $what', ({ changes, line }) => {
  const text = textOf('monthly', { credentials: [credentialState(changes)] });
  expect(text).toContain(`\nReplace now:\n  bi: "a" ${line}\nDetails:`);
  expect(text).not.toContain('You do not have to replace');
  const soon = { ...changes, expiresAt: Math.min(changes.expiresAt ?? Infinity, NOW + 5 * DAY_MS) };
  expect(textOf('weekly', { credentials: [credentialState(soon)] })).toBe('');
});

test('the summary asks for a replacement if one credential is rejected and another credential expires later', () => {
  const credentials = [credentialState({ name: 'a', state: 'rejected' }), credentialState({ name: 'b' })];
  expect(textOf('monthly', { credentials })).not.toContain('You do not have to replace');
});

test('the summary lists rejected and expired credentials apart from the next expiries', () => {
  const credentials = [
    credentialState({ name: 'a', state: 'rejected' }),
    credentialState({ name: 'b', kind: 'oauth-client', expiresAt: undefined, state: 'rejected' }),
    credentialState({ name: 'c' }),
  ];
  expect(textOf('monthly', { credentials })).toContain(
    [
      '\nReplace now:',
      '  bi: "a" is rejected by Alation',
      '  bi: "b" is rejected by Alation',
      'Next expiries. Replace each refresh token before its expiry; an alert reminds you:',
      '  bi: "c" expires in 50 days, on 2026-03-01 12:00 UTC\n',
    ].join('\n'),
  );
});

test('a refresh token that has expired does not count as a refresh token that the rotator renews', () => {
  const credentials = [credentialState({ expiresAt: NOW }), credentialState({ name: 'b' })];
  expect(textOf('monthly', { renews: true, credentials })).toContain(
    '\nThe rotator renews 1 refresh token.\n',
  );
});

test('a single refresh token that the rotator renews is counted in the singular', () => {
  const credentials = [
    credentialState(),
    credentialState({ name: 'b', kind: 'oauth-client', expiresAt: undefined }),
  ];
  expect(textOf('monthly', { renews: true, credentials })).toContain(
    '\nThe rotator renews 1 refresh token.\n',
  );
});

test('a summary ends with the command for the status, the runbook if it is published, and the setting', () => {
  const all = summaries(NOW, 'monthly');
  all.add('bi', integrationState());
  const [summary] = all.read([]);
  const endWith = (runbookUrl?: string) =>
    summary &&
    summaryText(summary, { ...context, runbookUrl })
      .split('\n')
      .slice(4);
  const [status, setting] = [
    'Details: npx --no-install alation-tokens status',
    'The setting "summary": "none" in cdk.json switches this summary off.',
  ];
  expect(endWith()).toEqual([status, setting]);
  expect(endWith('https://wiki.example.com/runbook')).toEqual([
    status,
    'Runbook: https://wiki.example.com/runbook',
    setting,
  ]);
});

test.each([
  { paused: 0, headline: 'all 3 integrations are well' },
  { paused: 1, headline: '1 of 3 integrations is not well' },
  { paused: 2, headline: '2 of 3 integrations are not well' },
])('the headline of 3 integrations, of which $paused are paused, is: $headline', ({ paused, headline }) => {
  const all = summaries(NOW, 'monthly');
  for (let index = 0; index < 3; index++)
    all.add(`bi-${index}`, integrationState({ paused: index < paused }));
  expect(all.read([]).map(summaryHeadline)).toEqual([headline]);
});

test.each<{ what: string; state: Partial<IntegrationState>; problem: string | undefined }>([
  { what: 'a fresh integration', state: {}, problem: undefined },
  { what: 'a paused integration', state: { paused: true, status: undefined }, problem: 'paused' },
  { what: 'an integration without a status', state: { status: undefined }, problem: 'no access token yet' },
  {
    what: 'an integration that retries',
    state: { status: { state: 'retrying', code: 'AlationUnavailable', since: NOW } },
    problem: 'retrying, AlationUnavailable',
  },
  {
    what: 'an integration whose credentials are rejected',
    state: { status: { state: 'rejected', code: undefined, since: NOW } },
    problem: 'rejected',
  },
  {
    what: 'a contested integration',
    state: { contest: { credential: 'a', since: NOW } },
    problem: 'contested: another program or person mints from a credential',
  },
  {
    what: 'an integration after a single finding of an inactive access token',
    state: { contest: { credential: 'a', inactiveAt: NOW } },
    problem: undefined,
  },
  {
    what: 'an integration without an access token',
    state: { accessToken: undefined },
    problem: 'no active access token',
  },
  {
    what: 'an integration whose access token expires now',
    state: { accessToken: accessTokenState({ expiresAt: NOW }) },
    problem: 'no active access token',
  },
  {
    what: 'an integration whose access token expires in 1 ms',
    state: { accessToken: accessTokenState({ expiresAt: NOW + 1 }) },
    problem: undefined,
  },
  {
    what: 'an integration that no longer renews, after a harmful renewal',
    state: { renewal: renewalState({ phase: 'harmful', code: 'NotExtended' }) },
    problem: undefined,
  },
  {
    what: 'an integration whose last refresh token expires in 3 days',
    state: { credentials: [credentialState({ expiresAt: NOW + 3 * DAY_MS })] },
    problem: 'last refresh token expires in 3 days',
  },
  {
    what: 'an integration whose last refresh token expires in 4 days',
    state: { credentials: [credentialState({ expiresAt: NOW + 4 * DAY_MS })] },
    problem: undefined,
  },
  {
    what: 'an integration whose last refresh token has expired',
    state: { credentials: [credentialState({ expiresAt: NOW - DAY_MS, expirySource: 'reported' })] },
    problem: 'last refresh token expired 24 h ago',
  },
  {
    what: 'an integration whose last refresh token is past its estimated expiry',
    state: { credentials: [credentialState({ expiresAt: NOW - DAY_MS, expirySource: 'estimated' })] },
    problem: 'last refresh token may have expired 24 h ago',
  },
  {
    what: 'an integration with one rejected credential of two',
    state: { credentials: [credentialState(), credentialState({ name: 'b', state: 'rejected' })] },
    problem: 'one of 2 credentials works',
  },
  {
    what: 'an integration with one rejected credential of three',
    state: {
      credentials: [
        credentialState(),
        credentialState({ name: 'b' }),
        credentialState({ name: 'c', state: 'rejected' }),
      ],
    },
    problem: undefined,
  },
])('the problem of $what is: $problem', ({ state, problem }) => {
  const all = summaries(NOW, 'monthly');
  all.add('bi', integrationState(state));
  expect(all.read([]).map(({ problems }) => problems)).toEqual([
    problem === undefined ? [] : [`bi: ${problem}`],
  ]);
});

test.each([
  ['RefreshTokenEnded', 'Alation also revoked another refresh token'],
  ['NotExtended', 'the new refresh token does not expire later than the old one'],
  ['OfAnotherVersion', 'the renewal was harmful in a way that this version does not know'],
])('an integration after a harmful renewal with the code %s is not well: %s', (code, reason) => {
  const text = textOf('monthly', { renews: true, renewal: renewalState({ phase: 'harmful', code }) });
  expect(text).toContain(`bi is not well.\n  bi: renewals have stopped: ${reason}`);
});
