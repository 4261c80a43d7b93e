import { expect, test } from 'vitest';
import { isReminderDue, WEEKLY_MS, withReminder } from '../../../functions/warning/reminders.ts';
import { DAY_MS, HOUR_MS, integrationState, MINUTE_MS, NOW } from '../rotation/state-fixture.ts';
import { nothingSent, situation } from './notifier.ts';

const daysMs = (count: number) => count * DAY_MS;

test.each([
  { sentence: 'that was never sent', at: undefined, isDaily: false, due: true },
  { sentence: 'of this minute', at: NOW, isDaily: true, due: false },
  { sentence: 'of 6.4 days ago', at: NOW - daysMs(6.4), isDaily: true, due: false },
  { sentence: 'of 6.5 days ago', at: NOW - daysMs(6.5), isDaily: true, due: true },
  { sentence: 'of 8 days ago, outside the daily run', at: NOW - daysMs(8), isDaily: false, due: false },
  { sentence: 'of 14 days ago, outside the daily run', at: NOW - daysMs(14), isDaily: false, due: false },
  {
    sentence: 'of more than 14 days ago, whose cause is new',
    at: NOW - daysMs(14) - 1,
    isDaily: false,
    due: true,
  },
  { sentence: 'dated one hour in the future', at: NOW + HOUR_MS, isDaily: true, due: false },
  {
    sentence: 'dated more than an hour in the future, by a wrong clock,',
    at: NOW + HOUR_MS + MINUTE_MS,
    isDaily: false,
    due: true,
  },
])('a weekly reminder $sentence is due: $due', ({ at, isDaily, due }) => {
  const reminders = at === undefined ? {} : { paused: { severity: 'warning' as const, at } };
  const found = situation(integrationState(), { sent: { ...nothingSent, reminders }, isDaily });
  expect(isReminderDue(found, 'paused', 'warning', WEEKLY_MS)).toBe(due);
});

test.each([
  ['warning', 'critical', true],
  ['critical', 'warning', false],
  ['critical', 'critical', false],
] as const)('after a %s reminder of today, a %s reminder is due: %s', (before, severity, due) => {
  const reminders = { rotation: { severity: before, at: NOW } };
  const found = situation(integrationState(), { sent: { ...nothingSent, reminders }, isDaily: false });
  expect(isReminderDue(found, 'rotation', severity, DAY_MS)).toBe(due);
});

test('a reminder without a severity is removed', () => {
  const sent = withReminder(nothingSent, 'rotation', 'warning', NOW);
  expect(sent.reminders).toEqual({ rotation: { severity: 'warning', at: NOW } });
  expect(withReminder(sent, 'rotation', undefined, NOW).reminders).toEqual({});
});
