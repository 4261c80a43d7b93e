import { expect, test } from 'vitest';
import {
  expiryOf,
  isPlausible,
  measureSkew,
  parseTimestamp,
  MIN_SKEW_MS,
} from '../../../functions/alation/lifetime.ts';
import { HOUR, NOW } from './fixture.ts';

const dateOf = (time: number): Headers => new Headers({ date: new Date(time).toUTCString() });

test.each([
  ['microseconds', '2026-11-25T08:00:00.222161Z', '2026-11-25T08:00:00.222Z'],
  ['milliseconds', '2026-11-25T08:00:00.035Z', '2026-11-25T08:00:00.035Z'],
  ['no fraction', '2026-11-25T08:00:00Z', '2026-11-25T08:00:00.000Z'],
  ['an offset', '2026-11-25T10:00:00+02:00', '2026-11-25T08:00:00.000Z'],
  ['no zone, as UTC', '2026-11-25T08:00:00.1', '2026-11-25T08:00:00.100Z'],
])('a timestamp is read with %s', (_, text, expected) => {
  expect(new Date(parseTimestamp(text) ?? 0).toISOString()).toBe(expected);
});

test.each([undefined, null, '', 'never', '2026-13-45T99:99:99Z', '1.5', 1_764_000_000, {}])(
  '%j is not a timestamp',
  (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  },
);

test.each([
  ['ahead by two hours', 2 * HOUR, 2 * HOUR],
  ['behind by two hours', -2 * HOUR, -2 * HOUR],
  ['ahead by exactly the tolerance', MIN_SKEW_MS, MIN_SKEW_MS],
  ['ahead by less than the tolerance', MIN_SKEW_MS - 1_000, 0],
  ['behind by less than the tolerance', 1_000 - MIN_SKEW_MS, 0],
])("the skew is measured if Alation's clock is %s", (_, offsetMs, skew) => {
  expect(measureSkew(dateOf(NOW + offsetMs), NOW)).toBe(skew);
});

test('the skew is 0 without a readable Date', () => {
  expect(measureSkew(new Headers(), NOW)).toBe(0);
  expect(measureSkew(new Headers({ date: 'yesterday' }), NOW)).toBe(0);
});

test.each([
  ['a copy of two hours ago', { date: NOW - 2 * HOUR, age: '7200' }, 0],
  ['a copy of two hours ago, of a clock that is ahead', { date: NOW - HOUR, age: '7200' }, HOUR],
  ['the first of two ages', { date: NOW - 2 * HOUR, age: '7200, 60' }, 0],
  ['an age that is not a number', { date: NOW - 2 * HOUR, age: 'old' }, -2 * HOUR],
  ['an age below zero', { date: NOW - 2 * HOUR, age: '-7200' }, -2 * HOUR],
  ['an age without a date', { date: undefined, age: '7200' }, 0],
])('Age is added to Date: %s', (_, { date, age }, skew) => {
  const headers = date === undefined ? new Headers() : dateOf(date);
  headers.set('age', age);
  expect(measureSkew(headers, NOW)).toBe(skew);
});

test('an age above the maximum counts as the maximum', () => {
  const headers = dateOf(NOW);
  headers.set('age', '9'.repeat(400));
  expect(measureSkew(headers, NOW)).toBe(2 ** 31 * 1_000);
});

test('without a reported lifetime the given lifetime is assumed, and a reported lifetime is cut to whole ms', () => {
  expect(expiryOf(undefined, NOW, 2 * HOUR)).toEqual({ expiresAt: NOW + 2 * HOUR, expirySource: 'assumed' });
  expect(expiryOf(HOUR + 0.5, NOW, 2 * HOUR)).toEqual({ expiresAt: NOW + HOUR, expirySource: 'reported' });
});

test.each([
  [undefined, false],
  [0, false],
  [1, true],
  [HOUR, true],
  [HOUR + 1, false],
  [Number.NaN, false],
])('with a maximum of an hour, a lifetime of %s ms is plausible: %s', (lifetime, plausible) => {
  expect(isPlausible(lifetime, HOUR)).toBe(plausible);
});
