import { expect, test } from 'vitest';
import { remainingLifetime, timeAgo } from '../../../functions/warning/duration-text.ts';
import { daysLeft, stageOf } from '../../../functions/warning/warning-stage.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';
import { MINUTE_MS } from '../../../functions/time.ts';

test.each([
  ['a refresh token that was made a minute ago', 60 * DAY_MS - MINUTE_MS, '60 days'],
  ['one whose Alation has a clock half a minute ahead', 60 * DAY_MS + MINUTE_MS / 2, '60 days'],
  ['the warning of 14 days, late in that day', 13 * DAY_MS + 2 * HOUR_MS, '14 days'],
  ['the warning of 3 days', 2 * DAY_MS + 16 * HOUR_MS, '3 days (64 h)'],
  ['the warning of 3 days to the hour', 3 * DAY_MS, '3 days'],
  ['the day after it', DAY_MS + 16 * HOUR_MS, '2 days (40 h)'],
  ['the warning of 1 day', 16 * HOUR_MS, 'less than a day (16 h)'],
  ['the warning of 1 day to the hour', DAY_MS, '1 day'],
  ['an hour', HOUR_MS, 'less than a day (1 h)'],
  ['the last hour', HOUR_MS - 1, 'less than an hour'],
])('%s says what is left', (_, leftMs, words) => {
  expect(remainingLifetime(NOW + leftMs, NOW)).toBe(words);
});

test('at whatever time of day a daily run reaches a stage, the days left are that stage', () => {
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
])('%i ms ago are %s', (agoMs, words) => {
  expect(timeAgo(NOW - agoMs, NOW)).toBe(words);
});
