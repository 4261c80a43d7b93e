import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOn, countOneMore, countYoung } from '../../../functions/integration/version-count.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/time.ts';

const DAY = Date.UTC(2026, 0, 10);

test('versions of the last 24 hours are counted by their day in UTC', () => {
  const now = DAY + 6 * HOUR_MS;
  const times = [now, DAY, DAY - 1, now - DAY_MS + 1, now - DAY_MS, DAY - 3 * DAY_MS, Infinity];
  expect(countYoung(times, now)).toEqual({ day: DAY, today: 3, before: 2 });
});

test.each([
  {
    sentence: 'is unchanged until the end of its day',
    now: DAY + DAY_MS - 1,
    counted: { day: DAY, today: 5, before: 3 },
  },
  {
    sentence: 'of today is the count of the day before on the next day',
    now: DAY + DAY_MS,
    counted: { day: DAY + DAY_MS, today: 0, before: 5 },
  },
  {
    sentence: 'is 0 after one day without a version',
    now: DAY + 2 * DAY_MS,
    counted: { day: DAY + 2 * DAY_MS, today: 0, before: 0 },
  },
  {
    sentence: 'of a later day is unchanged, because its versions may be young',
    now: DAY - 1,
    counted: { day: DAY, today: 5, before: 3 },
  },
])('a count $sentence', ({ now, counted }) => {
  expect(countOn({ day: DAY, today: 5, before: 3 }, now)).toEqual(counted);
});

test('the counted number is never lower than the number of young versions', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 2 * DAY_MS }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: DAY, max: DAY + DAY_MS }), steps, (start, waits) => {
      const times: number[] = [];
      let count = countYoung([], start);
      let now = start;
      for (const wait of waits) {
        now += wait;
        times.push(now);
        count = countOneMore(count, now);
        expect(count.today + count.before).toBeGreaterThanOrEqual(
          times.filter((at) => at > now - DAY_MS).length,
        );
      }
    }),
  );
});
