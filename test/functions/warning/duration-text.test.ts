import { expect, test } from 'vitest';
import {
  duration,
  fromNow,
  instant,
  remainingLifetime,
  remainingLifetimeUntil,
  timeAgo,
} from '../../../functions/warning/duration-text.ts';
import { daysLeft, NEXT_RUN_MS, stageOf } from '../../../functions/warning/warning-stage.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';
import { MINUTE_MS } from '../../../functions/time.ts';

test.each([
  ['a refresh token of 60 days', 60 * DAY_MS, '60 days', '60 days left, until'],
  [
    'a refresh token of 60 days, made a minute ago',
    60 * DAY_MS - MINUTE_MS,
    '60 days',
    '60 days left, until',
  ],
  [
    'a refresh token of 60 days, made two minutes ago',
    60 * DAY_MS - 2 * MINUTE_MS,
    '59 days',
    '59 days left, until',
  ],
  ['a refresh token exactly 3 days before its expiry', 3 * DAY_MS, '3 days', '3 days left, until'],
  [
    'a refresh token less than 3 days before its expiry',
    3 * DAY_MS - 2 * MINUTE_MS,
    '71 h',
    '71 h left, until',
  ],
  [
    'a refresh token a minute less than 3 days before its expiry',
    3 * DAY_MS - MINUTE_MS,
    '3 days',
    '3 days left, until',
  ],
  ['a refresh token 59 minutes before its expiry', HOUR_MS - MINUTE_MS, '1 h', '1 h left, until'],
  ['a refresh token a minute after its expiry', -MINUTE_MS, 'expired 1 min ago', 'expired 1 min ago, on'],
  ['a refresh token an hour before its expiry', HOUR_MS, '1 h', '1 h left, until'],
  ['a refresh token in its last hour', HOUR_MS - 2 * MINUTE_MS, '58 min', '58 min left, until'],
  ['a refresh token in its last minute', 1, 'less than a minute', 'less than a minute left, until'],
  ['a refresh token at its expiry', 0, 'expired just now', 'expired just now, on'],
  ['a refresh token after its expiry', -38 * HOUR_MS, 'expired 38 h ago', 'expired 38 h ago, on'],
  ['a refresh token weeks after its expiry', -21 * DAY_MS, 'expired 21 days ago', 'expired 21 days ago, on'],
])('%s (%i ms left) has the remaining lifetime %s', (_, leftMs, text, until) => {
  expect(remainingLifetime(NOW + leftMs, NOW)).toBe(text);
  expect(remainingLifetimeUntil(NOW + leftMs, NOW)).toBe(`${until} ${instant(NOW + leftMs)}`);
});

test('at any hour of the daily run, the number of days left equals the stage that the run sends', () => {
  const stages = [30, 14, 7, 3, 1];
  for (let hour = 1; hour <= 24; hour++) {
    for (const stage of stages) {
      const left = stage * DAY_MS + (hour - 1) * HOUR_MS;
      expect([stageOf(NOW + left, NOW, stages, NEXT_RUN_MS), daysLeft(NOW + left, NOW)]).toEqual([
        stage,
        stage,
      ]);
    }
  }
});

test.each([
  [0, 'just now'],
  [MINUTE_MS - 1, 'just now'],
  [MINUTE_MS, '1 min ago'],
  [12.5 * MINUTE_MS, '12 min ago'],
  [HOUR_MS, '1 h ago'],
  [6 * HOUR_MS, '6 h ago'],
  [47 * HOUR_MS, '47 h ago'],
  [2 * DAY_MS, '2 days ago'],
  [3.9 * DAY_MS, '3 days ago'],
])('the text for %i ms ago is %s', (agoMs, text) => {
  expect(timeAgo(NOW - agoMs, NOW)).toBe(text);
});

test.each([
  [0, 'less than a minute'],
  [MINUTE_MS - 1, 'less than a minute'],
  [MINUTE_MS, '1 min'],
  [HOUR_MS - 1, '59 min'],
  [HOUR_MS, '1 h'],
  [2 * DAY_MS - 1, '47 h'],
  [2 * DAY_MS, '2 days'],
  [60 * DAY_MS - 1, '59 days'],
])('the text for a duration of %i ms is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('an instant is named to the minute in UTC', () => {
  expect(instant(NOW)).toBe('2026-01-10 12:00 UTC');
});

test.each([
  [HOUR_MS, 'in 1 h'],
  [0, 'in less than a minute'],
  [-1, 'just now'],
  [-HOUR_MS, '1 h ago'],
])('the text for an instant %i ms from now is: %s', (ms, text) => {
  expect(fromNow(NOW + ms, NOW)).toBe(text);
});
