import { expect, test } from 'vitest';
import {
  countOutcome,
  countsIn,
  formatOutcomeCounts,
  NO_OUTCOMES,
  parseOutcomeCounts,
} from '../../../functions/integration/outcome-counts.ts';
import type { MonthlyCounts } from '../../../functions/integration/outcome-counts.ts';

const JANUARY = Date.UTC(2026, 0, 31, 23, 59, 59);
const FEBRUARY = Date.UTC(2026, 1, 1);
const counted: MonthlyCounts = {
  month: '2026-01',
  counts: { rotated: 60, failed: 2, renewed: 1 },
  before: { rotated: 62, failed: 0, renewed: 2 },
};

test('an outcome is counted in its month in UTC', () => {
  expect(countOutcome(undefined, 'rotated', JANUARY)).toEqual({
    month: '2026-01',
    counts: { rotated: 1, failed: 0, renewed: 0 },
    before: NO_OUTCOMES,
  });
  expect(countOutcome(counted, 'failed', JANUARY).counts).toEqual({ rotated: 60, failed: 3, renewed: 1 });
  expect(countOutcome(counted, 'renewed', FEBRUARY)).toEqual({
    month: '2026-02',
    counts: { rotated: 0, failed: 0, renewed: 1 },
    before: counted.counts,
  });
});

test('a month without an outcome has counts of 0, and the counts of the month before it are dropped', () => {
  expect(countOutcome(counted, 'rotated', Date.UTC(2026, 2, 1)).before).toEqual(NO_OUTCOMES);
  expect(countsIn(counted, '2026-01')).toEqual(counted.counts);
  expect(countsIn(counted, '2025-12')).toEqual(counted.before);
  expect(countsIn(counted, '2026-02')).toEqual(NO_OUTCOMES);
  expect(countsIn(undefined, '2026-01')).toEqual(NO_OUTCOMES);
});

test('the counts are read back from their tag', () => {
  expect(formatOutcomeCounts(counted)).toBe('month=2026-01 counts=60/2/1 before=62/0/2');
  expect(parseOutcomeCounts(formatOutcomeCounts(counted))).toEqual(counted);
  expect(parseOutcomeCounts('month=2026-01 counts=60/2/1')).toEqual({ ...counted, before: NO_OUTCOMES });
});

test('counts of six digits are read back from their tag', () => {
  const large: MonthlyCounts = {
    month: '2026-01',
    counts: { rotated: 123_456, failed: 234_567, renewed: 345_678 },
    before: { rotated: 999_999, failed: 999_998, renewed: 999_997 },
  };
  expect(parseOutcomeCounts(formatOutcomeCounts(large))).toEqual(large);
});

test.each([
  undefined,
  '',
  'month=2026-13 counts=1/1/1',
  'month=x2026-01 counts=1/1/1',
  'month=2026-01x counts=1/1/1',
  'counts=1/1/1',
  'month=2026-01',
  'month=2026-01 counts=1/1',
  'month=2026-01 counts=1/x/1',
  'month=2026-01 counts=x1/1/1',
  'month=2026-01 counts=1/1/1x',
  'month=2026-01 counts=1234567/1/1',
  'month=2026-01 counts=1/1234567/1',
  'month=2026-01 counts=1/1/1234567',
  'month=2026-01 counts=1/1/1 before=-1/0/0',
])('a malformed tag of counts is ignored: %s', (value) => {
  expect(parseOutcomeCounts(value)).toBeUndefined();
});
