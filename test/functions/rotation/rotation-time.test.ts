import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import {
  earliestRotation,
  isProbeSlot,
  isTooShortLived,
  rotationTime,
  shortestPeriodMs,
  shortestScheduledPeriodMs,
  hashFraction,
} from '../../../functions/rotation/rotation-time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './state-fixture.ts';

const ISSUED = Date.UTC(2026, 0, 1);
const withLifetime = (lifetime: number) => ({ issuedAt: ISSUED, expiresAt: ISSUED + lifetime });
const at = (lifetime: number, earlyMs = 0, policy = defaultPolicy) =>
  rotationTime(withLifetime(lifetime), policy, earlyMs) - ISSUED;
/** Time from issue to the earliest rotation: half an interval before the first sweep that may rotate. */
const EARLIEST_MS = 7.5 * MINUTE_MS;

test.each([
  { text: '1 minute', lifetime: MINUTE_MS, rotates: EARLIEST_MS },
  { text: '5 minutes', lifetime: 5 * MINUTE_MS, rotates: EARLIEST_MS },
  { text: '30 minutes', lifetime: 30 * MINUTE_MS, rotates: EARLIEST_MS },
  { text: '40 minutes', lifetime: 40 * MINUTE_MS, rotates: EARLIEST_MS },
  { text: '1 hour', lifetime: HOUR_MS, rotates: 15 * MINUTE_MS },
  { text: '2 hours', lifetime: 2 * HOUR_MS, rotates: 45 * MINUTE_MS },
  { text: '24 hours', lifetime: DAY_MS, rotates: 12 * HOUR_MS - 15 * MINUTE_MS },
  { text: '72 hours', lifetime: 3 * DAY_MS, rotates: 36 * HOUR_MS - 15 * MINUTE_MS },
  { text: '60 days', lifetime: 60 * DAY_MS, rotates: 30 * DAY_MS - 15 * MINUTE_MS },
  { text: '10 years', lifetime: 3650 * DAY_MS, rotates: 1825 * DAY_MS - 15 * MINUTE_MS },
])(
  'an access token of $text is rotated one interval before half its lifetime, but not before its earliest rotation',
  ({ lifetime, rotates }) => {
    expect(at(lifetime)).toBe(rotates);
  },
);

test.each([
  { fraction: 0.1, hours: 2.4 },
  { fraction: 0.5, hours: 12 },
  { fraction: 0.9, hours: 21.6 },
])(
  'with renewalFraction $fraction an access token of 24 h is rotated one interval before $hours h',
  ({ fraction, hours }) => {
    expect(at(DAY_MS, 0, { ...defaultPolicy, renewalFraction: fraction })).toBe(
      hours * HOUR_MS - 15 * MINUTE_MS,
    );
  },
);

test('a rotation comes earlier by the given time, and not before the earliest rotation', () => {
  expect(at(DAY_MS, HOUR_MS)).toBe(11 * HOUR_MS - 15 * MINUTE_MS);
  expect(at(DAY_MS, 12 * HOUR_MS)).toBe(EARLIEST_MS);
});

test.each([
  { text: '24 hours', lifetime: DAY_MS, hours: 9.35 },
  { text: '1 hour', lifetime: HOUR_MS, hours: 0.25 },
])('access tokens of $text are rotated at most every $hours hours', ({ lifetime, hours }) => {
  expect(shortestScheduledPeriodMs(withLifetime(lifetime), defaultPolicy)).toBe(hours * HOUR_MS);
});

const lifetimes = fc.integer({ min: MINUTE_MS, max: 3650 * DAY_MS });
const hashFractions = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const renewalFractions = fc.double({ min: 0.1, max: 0.9, noNaN: true });

const earlyTimes = fc.integer({ min: 0, max: 3650 * DAY_MS });

test('no access token is rotated before the earliest rotation, and a rotation time is a whole ms', () => {
  fc.assert(
    fc.property(lifetimes, earlyTimes, renewalFractions, (lifetime, earlyMs, renewalFraction) => {
      const rotatesAfter = at(lifetime, earlyMs, { ...defaultPolicy, renewalFraction });
      expect(rotatesAfter).toBeGreaterThanOrEqual(EARLIEST_MS);
      expect(Number.isInteger(rotatesAfter)).toBe(true);
    }),
  );
});

test('an early rotation is never later than the latest rotation', () => {
  fc.assert(
    fc.property(lifetimes, earlyTimes, renewalFractions, (lifetime, earlyMs, renewalFraction) => {
      const policy = { ...defaultPolicy, renewalFraction };
      expect(at(lifetime, earlyMs, policy)).toBeLessThanOrEqual(at(lifetime, 0, policy));
    }),
  );
});

test('an access token that is read before its rotation has at least half its lifetime left', () => {
  const longEnough = fc.integer({ min: 45 * MINUTE_MS, max: 3650 * DAY_MS });
  const phases = fc.integer({ min: 0, max: defaultPolicy.intervalMs - 1 });
  fc.assert(
    fc.property(longEnough, earlyTimes, phases, (lifetime, earlyMs, phase) => {
      const due = ISSUED + at(lifetime, earlyMs);
      const firstSweep = ISSUED + phase;
      const rotatedAt =
        firstSweep + Math.ceil((due - firstSweep) / defaultPolicy.intervalMs) * defaultPolicy.intervalMs;
      expect(ISSUED + lifetime - rotatedAt).toBeGreaterThanOrEqual(lifetime / 2 - 1);
    }),
  );
});

test('a name keeps its hash fraction, and the hash fractions of a thousand names are distributed evenly', () => {
  expect(hashFraction('tableau')).toBe(hashFraction('tableau'));
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 1_000; index++) {
    const tenth = Math.trunc(hashFraction(`integration-${index}`) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(tenths).toHaveLength(10);
  expect(Math.min(...tenths)).toBeGreaterThan(60);
  expect(Math.max(...tenths)).toBeLessThan(150);
});

const firstSweeps = fc.integer({ min: ISSUED, max: ISSUED + 10 * DAY_MS });
const intervals = fc.integer({ min: MINUTE_MS, max: 6 * HOUR_MS });
const probeIntervals = fc.integer({ min: MINUTE_MS, max: 7 * DAY_MS });

/** The numbers of the sweeps that probe, if sweeps come at exact intervals. */
function probingSweeps(fraction: number, firstSweepAt: number, policy: Parameters<typeof isProbeSlot>[2]) {
  return Array.from({ length: 200 }, (_, sweep) => sweep).filter((sweep) =>
    isProbeSlot(fraction, firstSweepAt + sweep * policy.intervalMs, policy),
  );
}

test('each slot belongs to one sweep, for every interval of sweeps and of probes', () => {
  fc.assert(
    fc.property(
      firstSweeps,
      hashFractions,
      intervals,
      probeIntervals,
      (first, fraction, intervalMs, probe) => {
        const probeIntervalMs = Math.max(probe, intervalMs);
        const slot = Math.trunc(probeIntervalMs * fraction);
        const slotsUntil = (time: number) => Math.floor((time - slot) / probeIntervalMs);
        const expected = Array.from({ length: 200 }, (_, sweep) => sweep).filter((sweep) => {
          const scheduledAt = first + sweep * intervalMs;
          return slotsUntil(scheduledAt) > slotsUntil(scheduledAt - intervalMs);
        });
        expect(probingSweeps(fraction, first, { intervalMs, probeIntervalMs })).toEqual(expected);
      },
    ),
  );
});

test.each([15, 10, 1])(
  'with a probe interval of %i minutes and a sweep every 15 minutes each sweep probes',
  (minutes) => {
    const policy = { ...defaultPolicy, probeIntervalMs: minutes * MINUTE_MS };
    expect(probingSweeps(0.7, ISSUED + 1_234, policy)).toHaveLength(200);
  },
);

test('before the first slot of a very long probe interval nothing is probed', () => {
  const policy = { ...defaultPolicy, probeIntervalMs: 4 * ISSUED };
  expect(probingSweeps(0.5, ISSUED, policy)).toEqual([]);
});

test('the probes of many integrations are spread evenly over the sweeps of a probe interval', () => {
  const perSweep = [0, 1, 2, 3].map((sweep) => {
    const scheduledAt = ISSUED + sweep * 15 * MINUTE_MS;
    const names = Array.from({ length: 1_000 }, (_, index) => `integration-${index}`);
    return names.filter((name) => isProbeSlot(hashFraction(name), scheduledAt, defaultPolicy)).length;
  });
  expect(perSweep.reduce((sum, one) => sum + one)).toBe(1_000);
  expect(Math.max(...perSweep) / 250).toBeLessThan(1.2);
  expect(Math.min(...perSweep) / 250).toBeGreaterThan(0.8);
});

test.each([
  { interval: 1, period: 15, versionsADay: 96 },
  { interval: 2, period: 16, versionsADay: 90 },
  { interval: 10, period: 20, versionsADay: 72 },
  { interval: 14, period: 28, versionsADay: 51 },
  { interval: 15, period: 15, versionsADay: 96 },
  { interval: 60, period: 60, versionsADay: 24 },
])(
  'with a sweep every $interval minutes the shortest period is $period minutes: $versionsADay versions a day',
  ({ interval, period, versionsADay }) => {
    const policy = { intervalMs: interval * MINUTE_MS };
    expect(shortestPeriodMs(policy)).toBe(period * MINUTE_MS);
    expect(Math.trunc(DAY_MS / shortestPeriodMs(policy))).toBe(versionsADay);
    expect(earliestRotation(withLifetime(DAY_MS), policy)).toBe(ISSUED + (period - interval / 2) * MINUTE_MS);
  },
);

test.each([
  { interval: 15, lifetime: 30 * MINUTE_MS - 1, tooShort: true },
  { interval: 15, lifetime: 30 * MINUTE_MS, tooShort: false },
  { interval: 2, lifetime: 32 * MINUTE_MS - 1, tooShort: true },
  { interval: 2, lifetime: 32 * MINUTE_MS, tooShort: false },
  { interval: 60, lifetime: 2 * HOUR_MS - 1, tooShort: true },
  { interval: 60, lifetime: 2 * HOUR_MS, tooShort: false },
])(
  'a lifetime of $lifetime ms with a sweep every $interval minutes is too short: $tooShort',
  ({ interval, lifetime, tooShort }) => {
    expect(isTooShortLived(withLifetime(lifetime), { intervalMs: interval * MINUTE_MS })).toBe(tooShort);
  },
);
