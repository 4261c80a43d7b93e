import { expect, test } from 'vitest';
import { daysLeft, isLaterExpiry, isSameExpiry, stageOf } from '../../../functions/warning/warning-stage.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';

test.each([
  { days: [30, 14], left: 31 * DAY_MS, nextRunMs: DAY_MS, stage: undefined },
  { days: [30, 14], left: 31 * DAY_MS - 1, nextRunMs: DAY_MS, stage: 30 },
  { days: [30, 14], left: 15 * DAY_MS - 1, nextRunMs: DAY_MS, stage: 14 },
  { days: [30, 14], left: 30 * DAY_MS, nextRunMs: 0, stage: undefined },
  { days: [30, 14], left: 30 * DAY_MS - 1, nextRunMs: 0, stage: 30 },
  { days: [14, 30], left: 14 * DAY_MS - 1, nextRunMs: 0, stage: 14 },
  { days: [30, 14], left: 1, nextRunMs: DAY_MS, stage: 14 },
  { days: [30, 14], left: 0, nextRunMs: DAY_MS, stage: 0 },
  { days: [], left: 1, nextRunMs: DAY_MS, stage: undefined },
  { days: [], left: -1, nextRunMs: DAY_MS, stage: 0 },
])(
  'with thresholds $days, $left ms left and the next run in $nextRunMs ms, a refresh token is at stage $stage',
  ({ days, left, nextRunMs, stage }) => {
    expect(stageOf(NOW + left, NOW, days, nextRunMs)).toBe(stage);
  },
);

test.each([
  [30 * DAY_MS, 30],
  [30 * DAY_MS - 60_000, 30],
  [30 * DAY_MS - 60_001, 29],
  [DAY_MS, 1],
  [DAY_MS - 60_001, 0],
  [0, 0],
  [-DAY_MS, 0],
])('%i ms left are %i days, rounded down', (left, days) => {
  expect(daysLeft(NOW + left, NOW)).toBe(days);
});

test.each([
  [12 * HOUR_MS - 1, true],
  [1 - 12 * HOUR_MS, true],
  [12 * HOUR_MS, false],
])('two expiries %i ms apart are the same expiry: %s', (apart, same) => {
  expect(isSameExpiry(NOW, NOW + apart)).toBe(same);
});

test.each([
  [undefined, NOW],
  [NOW, undefined],
  [undefined, undefined],
])('of the expiries %s and %s at least one is unknown, so they are not the same expiry', (one, other) => {
  expect(isSameExpiry(one, other)).toBe(false);
});

test.each([
  [12 * HOUR_MS, true],
  [12 * HOUR_MS - 1, false],
  [-12 * HOUR_MS, false],
])('an expiry %i ms after another is a later expiry: %s', (after, later) => {
  expect(isLaterExpiry(NOW + after, NOW)).toBe(later);
});

test.each([
  [undefined, 0],
  [NOW, undefined],
])('of the expiries %s and %s one is unknown, so the first expiry is not later', (one, other) => {
  expect(isLaterExpiry(one, other)).toBe(false);
});
