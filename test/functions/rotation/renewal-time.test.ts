import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../../functions/rotation/policy.ts';
import {
  isTooShortLived,
  probeTime,
  renewalTime,
  spreadOf,
} from '../../../functions/rotation/renewal-time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './record-fixture.ts';

const ISSUED = Date.UTC(2026, 0, 1);
const lived = (lifetime: number) => ({ issuedAt: ISSUED, expiresAt: ISSUED + lifetime });
const at = (lifetime: number, spread = 0, policy = defaultPolicy) =>
  renewalTime(lived(lifetime), policy, spread) - ISSUED;

test.each([
  { life: '1 minute', lifetime: MINUTE_MS, renewed: MINUTE_MS / 4 },
  { life: '5 minutes', lifetime: 5 * MINUTE_MS, renewed: 1.25 * MINUTE_MS },
  { life: '30 minutes', lifetime: 30 * MINUTE_MS, renewed: 5 * MINUTE_MS },
  { life: '40 minutes', lifetime: 40 * MINUTE_MS, renewed: 5 * MINUTE_MS },
  { life: '1 hour', lifetime: HOUR_MS, renewed: 15 * MINUTE_MS },
  { life: '2 hours', lifetime: 2 * HOUR_MS, renewed: 45 * MINUTE_MS },
  { life: '24 hours', lifetime: DAY_MS, renewed: 12 * HOUR_MS - 15 * MINUTE_MS },
  { life: '72 hours', lifetime: 3 * DAY_MS, renewed: 36 * HOUR_MS - 15 * MINUTE_MS },
  { life: '60 days', lifetime: 60 * DAY_MS, renewed: 30 * DAY_MS - 15 * MINUTE_MS },
  { life: '10 years', lifetime: 3650 * DAY_MS, renewed: 1825 * DAY_MS - 15 * MINUTE_MS },
])(
  'a life of $life is renewed one tick before half of it, never within the minimum gap or a quarter of it',
  ({ lifetime, renewed }) => {
    expect(at(lifetime)).toBe(renewed);
  },
);

test.each([
  { fraction: 0.1, hours: 2.4 },
  { fraction: 0.5, hours: 12 },
  { fraction: 0.9, hours: 21.6 },
])(
  'at a fraction of $fraction a life of 24 h is renewed after $hours h, less a tick: early, not late',
  ({ fraction, hours }) => {
    expect(at(DAY_MS, 0, { ...defaultPolicy, renewalFraction: fraction })).toBe(
      hours * HOUR_MS - 15 * MINUTE_MS,
    );
  },
);

test('the spread moves a renewal ahead by up to a tenth of the life', () => {
  expect(at(DAY_MS, 0.5)).toBe(12 * HOUR_MS - 1.2 * HOUR_MS - 15 * MINUTE_MS);
  expect(at(DAY_MS, 1)).toBe(12 * HOUR_MS - 2.4 * HOUR_MS - 15 * MINUTE_MS);
});

const lifetimes = fc.integer({ min: MINUTE_MS, max: 3650 * DAY_MS });
const spreads = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const fractions = fc.double({ min: 0.1, max: 0.9, noNaN: true });

test('no access token is renewed younger than the minimum gap or a quarter of its life, and a renewal time is a whole ms', () => {
  fc.assert(
    fc.property(lifetimes, spreads, fractions, (lifetime, spread, renewalFraction) => {
      const renewed = at(lifetime, spread, { ...defaultPolicy, renewalFraction });
      expect(renewed).toBeGreaterThanOrEqual(Math.min(defaultPolicy.minimumGapMs, lifetime / 4));
      expect(Number.isInteger(renewed)).toBe(true);
    }),
  );
});

test('the spread never postpones a renewal', () => {
  fc.assert(
    fc.property(lifetimes, spreads, fractions, (lifetime, spread, renewalFraction) => {
      const policy = { ...defaultPolicy, renewalFraction };
      expect(at(lifetime, spread, policy)).toBeLessThanOrEqual(at(lifetime, 0, policy));
    }),
  );
});

test('an access token read before the tick that renews it has half its life left', () => {
  const longEnough = fc.integer({ min: 40 * MINUTE_MS, max: 3650 * DAY_MS });
  const phases = fc.integer({ min: 0, max: defaultPolicy.intervalMs - 1 });
  fc.assert(
    fc.property(longEnough, spreads, phases, (lifetime, spread, phase) => {
      const due = ISSUED + at(lifetime, spread);
      const ticksBegin = ISSUED + phase;
      const tick =
        ticksBegin + Math.ceil((due - ticksBegin) / defaultPolicy.intervalMs) * defaultPolicy.intervalMs;
      expect(ISSUED + lifetime - tick).toBeGreaterThanOrEqual(lifetime / 2 - 1);
    }),
  );
});

test('whatever the fraction, a life of a day is not renewed at every tick', () => {
  fc.assert(
    fc.property(spreads, fractions, (spread, renewalFraction) => {
      const renewed = at(DAY_MS, spread, { ...defaultPolicy, renewalFraction });
      expect(renewed).toBeGreaterThan(3 * defaultPolicy.intervalMs);
    }),
  );
});

test('an integration keeps its place in the spread, and a thousand fill it evenly', () => {
  expect(spreadOf('tableau')).toBe(spreadOf('tableau'));
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 1_000; index++) {
    const tenth = Math.trunc(spreadOf(`integration-${index}`) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(tenths).toHaveLength(10);
  expect(Math.min(...tenths)).toBeGreaterThan(60);
  expect(Math.max(...tenths)).toBeLessThan(150);
});

const instants = fc.integer({ min: ISSUED, max: ISSUED + 10 * DAY_MS });
const probeIntervals = fc.integer({ min: MINUTE_MS, max: 7 * DAY_MS });

test('a probe comes within one interval of the one before, and never at once', () => {
  fc.assert(
    fc.property(instants, spreads, probeIntervals, (probedAt, spread, probeIntervalMs) => {
      const wait = probeTime(probedAt, { probeIntervalMs }, spread) - probedAt;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(probeIntervalMs);
    }),
  );
});

test('an integration is probed at the same place of every interval, whenever its access token was published', () => {
  fc.assert(
    fc.property(instants, instants, spreads, (one, other, spread) => {
      const [first, second] = [one, other].map((probedAt) => probeTime(probedAt, defaultPolicy, spread));
      expect((second ?? NaN) % HOUR_MS).toBe((first ?? NaN) % HOUR_MS);
    }),
  );
});

test('probes of many integrations published in one second are spread evenly over the ticks', () => {
  const ticks = [0, 0, 0, 0];
  for (let index = 0; index < 1_000; index++) {
    const wait = probeTime(ISSUED + index, defaultPolicy, spreadOf(`integration-${index}`)) - ISSUED;
    const tick = Math.ceil(wait / (15 * MINUTE_MS)) - 1;
    ticks[tick] = (ticks[tick] ?? 0) + 1;
  }
  expect(ticks).toHaveLength(4);
  expect(Math.max(...ticks) / 250).toBeLessThan(1.2);
  expect(Math.min(...ticks) / 250).toBeGreaterThan(0.8);
});

test.each([
  { lifetime: 30 * MINUTE_MS - 1, tooShort: true },
  { lifetime: 30 * MINUTE_MS, tooShort: false },
])('a life of $lifetime ms at a tick of 15 minutes is too short: $tooShort', ({ lifetime, tooShort }) => {
  expect(isTooShortLived(lived(lifetime), defaultPolicy)).toBe(tooShort);
});
