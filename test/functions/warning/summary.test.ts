import { expect, test } from 'vitest';
import { summaries, summaryHeadline, summaryText } from '../../../functions/warning/summary.ts';
import { credentialState, DAY_MS, integrationState, NOW } from '../rotation/state-fixture.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import { expiringIn, inState } from './notifier.ts';

const context = { secretPrefix: 'alation', where: 'acme-prod eu-west-1' };

test('a summary names what is not well and the next ten expiries, the first one first', () => {
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
    'Next expiries. Replace each refresh token before; a warning reminds you:',
    '  bi-11: "a" expires in 48 days, on 2026-02-27 12:00 UTC',
  ]);
  expect(lines.filter((line) => line.includes(' expires in '))).toHaveLength(10);
});

test.each([
  { days: 20, warningDays: [30, 1], sent: false, why: 'nobody must act within 14 days' },
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
  // On the first day of a month in the time zone of `warningTime`, it may still be the last day of a month in UTC.
  const lastDay = Date.UTC(2025, 11, 31, 20);
  expect(textOf('monthly', { outcomes: { ...outcomes, month: '2025-12' } }, lastDay)).toContain(
    'In 2025-12 (UTC): 20 access tokens',
  );
});

test('the weekly summary counts this month so far', () => {
  const credentials = [credentialState({ expiresAt: NOW + 5 * DAY_MS })];
  expect(textOf('weekly', { outcomes, credentials })).toContain(
    'In 2026-01 (UTC): 20 access tokens published',
  );
});

test('a refresh token that renews itself is not among those that a person must replace', () => {
  const credentials = [
    credentialState({ name: 'a', expiresAt: NOW + 5 * DAY_MS }),
    credentialState({ name: 'b' }),
  ];
  const text = textOf('monthly', { renews: true, credentials });
  expect(text).toContain('2 refresh tokens renew themselves.\nNo refresh token must be replaced.');
  expect(textOf('weekly', { renews: true, credentials })).toBe('');
  expect(textOf('monthly', { credentials })).toContain('bi: "a" expires in 5 days');
});

test.each([
  ['RefreshTokenEnded', 'Alation also revoked another refresh token'],
  ['NotExtended', 'the new refresh token does not expire later than the old one'],
  ['OfAnotherVersion', 'other tokens were harmed'],
])('a harmful renewal with the code %s is not well', (code, reason) => {
  const text = textOf('monthly', { renews: true, renewal: renewalState({ phase: 'harmful', code }) });
  expect(text).toContain(`bi is not well.\n  bi: renewals have stopped: ${reason}`);
});
