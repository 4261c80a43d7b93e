import { expect, test } from 'vitest';
import {
  duration,
  fromNow,
  instant,
  remainingLifetime,
  timeAgo,
} from '../../../functions/warning/duration-text.ts';
import { daysLeft, stageOf } from '../../../functions/warning/warning-stage.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';
import { MINUTE_MS } from '../../../functions/time.ts';

test.each([
  ['a refresh token made a minute ago', 60 * DAY_MS - MINUTE_MS, '60 days'],
  [
    'a refresh token of an Alation whose clock is half a minute ahead',
    60 * DAY_MS + MINUTE_MS / 2,
    '60 days',
  ],
  ['a refresh token late in the day of the 14-day warning', 13 * DAY_MS + 2 * HOUR_MS, '14 days'],
  ['a refresh token at the 3-day warning', 2 * DAY_MS + 16 * HOUR_MS, '3 days (64 h)'],
  ['a refresh token exactly 3 days before expiry', 3 * DAY_MS, '3 days'],
  ['a refresh token on the day after the 3-day warning', DAY_MS + 16 * HOUR_MS, '2 days (40 h)'],
  ['a refresh token at the 1-day warning', 16 * HOUR_MS, 'less than a day (16 h)'],
  ['a refresh token exactly 1 day before expiry', DAY_MS, '1 day'],
  ['a refresh token an hour before expiry', HOUR_MS, 'less than a day (1 h)'],
  ['a refresh token in its last hour', HOUR_MS - 1, 'less than an hour'],
])('%s (%i ms left) has the remaining lifetime %s', (_, leftMs, text) => {
  expect(remainingLifetime(NOW + leftMs, NOW)).toBe(text);
});

test('a daily run reads the days of its stage, at any time of day', () => {
  const stages = [30, 14, 7, 3, 1];
  for (let hour = 1; hour <= 24; hour++) {
    for (const stage of stages) {
      const left = (stage - 1) * DAY_MS + hour * HOUR_MS;
      expect([stageOf(NOW + left, NOW, stages), daysLeft(NOW + left, NOW)]).toEqual([stage, stage]);
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
])('an instant %i ms from now is %s', (ms, text) => {
  expect(fromNow(NOW + ms, NOW)).toBe(text);
});
