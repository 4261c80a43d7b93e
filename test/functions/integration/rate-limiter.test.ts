import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rateLimiter } from '../../../functions/integration/rate-limiter.ts';
import { selfMovingClock } from '../../support/self-moving-clock.ts';

/** Requests a call after each of these waits. Returns the times at which the calls were allowed. */
async function grants(perSecond: number, waits: readonly number[]): Promise<number[]> {
  const clock = selfMovingClock(0);
  const acquire = rateLimiter(perSecond, clock);
  const granted: number[] = [];
  const waiting: Promise<void>[] = [];
  for (const wait of waits) {
    if (wait > 0) await clock.sleep(wait);
    waiting.push(acquire().then(() => void granted.push(clock.now())));
  }
  await Promise.all(waiting);
  return granted;
}

/** The largest number of calls within one second. The second is 1 µs shorter, because sums are rounded. */
function busiestSecond(granted: readonly number[]): number {
  return Math.max(...granted.map((from) => granted.filter((at) => at >= from && at < from + 999.999).length));
}

test('at any load, the rate limiter allows at most 1.25 times the limit in a second', async () => {
  const waits = fc.array(
    fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3_000 })),
    {
      minLength: 1,
      maxLength: 150,
      size: 'max',
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 50 }), waits, async (perSecond, drawn) => {
      const granted = await grants(perSecond, drawn);
      expect(granted).toHaveLength(drawn.length);
      expect(busiestSecond(granted)).toBeLessThanOrEqual(Math.max(1, 1.25 * perSecond));
    }),
    { numRuns: 100 },
  );
});

test('when many calls wait, they start at the full rate', async () => {
  const granted = await grants(
    40,
    Array.from({ length: 401 }, () => 0),
  );
  expect(Math.max(...granted)).toBeLessThanOrEqual(10_000);
  expect(Math.max(...granted)).toBeGreaterThanOrEqual(9_700);
});

test('after an idle time the calls of a quarter of a second start immediately', async () => {
  const granted = await grants(40, [
    ...Array.from({ length: 12 }, () => 0),
    5_000,
    ...Array.from({ length: 11 }, () => 0),
  ]);
  expect(granted.filter((at) => at === 0)).toHaveLength(10);
  expect(granted.filter((at) => at === 5_000)).toHaveLength(10);
});

test.each([1, 2, 40])(
  'at a limit of %i calls a second, the first call does not sleep, not even for 0 ms',
  async (perSecond) => {
    const slept: number[] = [];
    const acquire = rateLimiter(perSecond, { now: () => 0, sleep: async (ms) => void slept.push(ms) });
    await acquire();
    expect(slept).toEqual([]);
  },
);

test.each([
  { what: 'ten days ahead', aheadMs: 240 * 3_600_000, waitsMs: 0 },
  { what: '1 ms more than an hour ahead', aheadMs: 3_600_001, waitsMs: 0 },
  { what: 'an hour ahead', aheadMs: 3_600_000, waitsMs: 3_600_100 },
  { what: 'a minute ahead', aheadMs: 60_000, waitsMs: 60_100 },
])('after the clock was $what and was corrected, a call waits $waitsMs ms', async ({ aheadMs, waitsMs }) => {
  const clock = selfMovingClock(1_000);
  let ahead = aheadMs;
  const acquire = rateLimiter(10, { now: () => clock.now() + ahead, sleep: clock.sleep });
  for (let calls = 0; calls < 3; calls++) await acquire();
  ahead = 0;
  const begun = clock.now();
  await acquire();
  expect(clock.now() - begun).toBe(waitsMs);
});

test('at a limit of one call an hour, the last of 90 calls waits for more than 80 hours', async () => {
  const granted = await grants(
    1 / 3_600,
    Array.from({ length: 90 }, () => 0),
  );
  expect(granted.at(-1)).toBeGreaterThan(80 * 3_600_000);
});
