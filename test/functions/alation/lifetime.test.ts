import { expect, test } from 'vitest';
import {
  expiryOf,
  measureSkew,
  parseTimestamp,
  SKEW_TOLERANCE_MS,
  toOurClock,
} from '../../../functions/alation/lifetime.ts';
import { HOUR, NOW } from './fixture.ts';

const dateOf = (time: number): Headers => new Headers({ date: new Date(time).toUTCString() });

test.each([
  ['microseconds', '2026-11-25T08:00:00.222161Z', '2026-11-25T08:00:00.222Z'],
  ['milliseconds', '2026-11-25T08:00:00.035Z', '2026-11-25T08:00:00.035Z'],
  ['no fraction', '2026-11-25T08:00:00Z', '2026-11-25T08:00:00.000Z'],
  ['an offset', '2026-11-25T10:00:00+02:00', '2026-11-25T08:00:00.000Z'],
  ['no zone, as UTC', '2026-11-25T08:00:00.1', '2026-11-25T08:00:00.100Z'],
])('reads a timestamp with %s', (_, text, expected) => {
  expect(new Date(parseTimestamp(text) ?? 0).toISOString()).toBe(expected);
});

test.each([undefined, null, '', 'never', '2026-13-45T99:99:99Z', '1.5', 1_764_000_000, {}])(
  'takes %j for no timestamp',
  (value) => {
    expect(parseTimestamp(value)).toBeUndefined();
  },
);

test.each([
  ['ahead by two hours', 2 * HOUR, 2 * HOUR],
  ['behind by two hours', -2 * HOUR, -2 * HOUR],
  ['ahead by exactly the tolerance', SKEW_TOLERANCE_MS, SKEW_TOLERANCE_MS],
  ['ahead by less than the tolerance', SKEW_TOLERANCE_MS - 1_000, 0],
  ['behind by less than the tolerance', 1_000 - SKEW_TOLERANCE_MS, 0],
])("measures Alation's clock %s", (_, theirs, skew) => {
  expect(measureSkew(dateOf(NOW + theirs), NOW)).toBe(skew);
});

test('measures by the Date header first, else by what the answer calls now, else not at all', () => {
  expect(measureSkew(dateOf(NOW + HOUR), NOW, NOW + 5 * HOUR)).toBe(HOUR);
  expect(measureSkew(new Headers(), NOW, NOW + 5 * HOUR)).toBe(5 * HOUR);
  expect(measureSkew(new Headers({ date: 'yesterday' }), NOW)).toBe(0);
});

test.each([
  ['a copy of two hours ago', { date: NOW - 2 * HOUR, age: '7200' }, 0],
  ['a copy of two hours ago, of a clock that is ahead', { date: NOW - HOUR, age: '7200' }, HOUR],
  ['the first of two ages', { date: NOW - 2 * HOUR, age: '7200, 60' }, 0],
  ['an age that is no number', { date: NOW - 2 * HOUR, age: 'old' }, -2 * HOUR],
  ['an age below zero', { date: NOW - 2 * HOUR, age: '-7200' }, -2 * HOUR],
  ['an age without a date', { date: undefined, age: '7200' }, 0],
])('adds the age that a cache tells to Date: %s', (_, { date, age }, skew) => {
  const headers = date === undefined ? new Headers() : dateOf(date);
  headers.set('age', age);
  expect(measureSkew(headers, NOW)).toBe(skew);
});

test('takes an age beyond what a cache can count for the greatest one', () => {
  const headers = dateOf(NOW);
  headers.set('age', '9'.repeat(400));
  expect(measureSkew(headers, NOW)).toBe(2 ** 31 * 1_000);
});

test('tells a time of a clock that is ahead earlier, and of one that is behind later', () => {
  expect(toOurClock(NOW + 3 * HOUR, 2 * HOUR)).toBe(NOW + HOUR);
  expect(toOurClock(NOW - HOUR, -2 * HOUR)).toBe(NOW + HOUR);
});

test('takes an expiry that nobody told for a short life, neither for never nor for long ago', () => {
  expect(expiryOf(undefined, NOW, 2 * HOUR)).toEqual({ expiresAt: NOW + 2 * HOUR, expirySource: 'assumed' });
  expect(expiryOf(NOW + HOUR, NOW, 2 * HOUR)).toEqual({ expiresAt: NOW + HOUR, expirySource: 'reported' });
});
