import { expect, test } from 'vitest';
import { summaries, summaryHeadline, summaryText } from '../../../functions/warning/summary.ts';
import { credentialState, DAY_MS, integrationState, NOW } from '../rotation/state-fixture.ts';
import { expiringIn, inState } from './notifier.ts';

const context = { secretPrefix: 'alation', where: 'acme-prod eu-west-1' };

test('a summary names what is not well and the next ten expiries, the first one first', () => {
  const all = summaries(NOW);
  for (let index = 0; index < 12; index++) all.add(`bi-${index}`, expiringIn(59 - index));
  all.add('down', inState('failing'));
  all.add('still', integrationState({ paused: true }));
  const [summary] = all.read('monthly', [14]);
  expect(summary && summaryHeadline(summary)).toBe('2 of 14 integrations are not well');
  const lines = summary === undefined ? [] : summaryText(summary, context).split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'Summary of 2026-01-10 12:00 UTC: 2 of 14 integrations are not well.',
    '  down: failing, AlationUnavailable',
    '  still: paused',
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
    const all = summaries(NOW);
    all.add('bi', integrationState({ credentials: [credentialState({ expiresAt: NOW + days * DAY_MS })] }));
    expect(all.read('weekly', warningDays)).toHaveLength(sent ? 1 : 0);
  },
);
