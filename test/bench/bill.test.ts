import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { consumerReads, monthlyBill } from '../../bench/figures/bill.ts';
import type { UnitOfWork, Workload } from '../../bench/figures/bill.ts';
import { deployment } from '../../bench/deployment.ts';

const nothing: UnitOfWork = { secretsManagerCalls: 0, kmsRequests: 0, events: 0, logBytes: 0 };
const idle: Workload = {
  integrations: 0,
  rotationsPerDay: 0,
  probesPerDay: 0,
  sweepsPerDay: 0,
  invocationsPerSweep: 1,
  rotation: nothing,
  probe: nothing,
  secondsPerSweep: 0,
  coldStartSeconds: 0,
  logBytesPerInvocation: 0,
  memoryMb: 1_024,
  resources: { keys: 2, alarms: 7, dashboards: 0, metricsOfSweeps: 2, metricsOfDailyRun: 6 },
};

test('an unused deployment costs its keys, its alarms, and its metrics by the hour', () => {
  const bill = monthlyBill(idle);
  expect(bill).toMatchObject({ secrets: 0, kms: 2, lambda: 0, eventBridge: 0 });
  // A metric with one value a day has a value in one of 24 hours.
  expect(bill.cloudWatch).toBeCloseTo(7 * 0.1 + 2 * 0.3 + (6 * 0.3) / 24, 10);
});

test('without calls, one integration costs less than $4.50 a month, and less than $3.50 with an existing key', () => {
  const one = { ...idle, integrations: 1, resources: deployment.resources };
  const keys = deployment.resources.keys - 1;
  // The bench adds some cents for calls, logs and seconds of Lambda, and checks the limit of $4.60.
  expect(monthlyBill(one).total).toBeLessThan(4.5);
  expect(monthlyBill({ ...one, resources: { ...one.resources, keys } }).total).toBeLessThan(3.5);
});

test('docs/consumers.md says what the reads of a consumer cost', () => {
  const page = readFileSync('docs/consumers.md', 'utf8');
  for (const { consumer, reads, price } of consumerReads())
    expect(page).toContain(`| ${consumer} | ${reads.toLocaleString('en')} | $${price.toFixed(2)} |`);
});

test('the bill names the part of its total that the probes cost', () => {
  const load = {
    ...idle,
    probesPerDay: 10_000,
    probe: { ...nothing, secretsManagerCalls: 0.1, kmsRequests: 2 },
  };
  const { total, probes } = monthlyBill(load);
  expect(probes).toBeCloseTo(total - monthlyBill(idle).total, 10);
});

test('a dashboard costs $3', () => {
  const resources = { ...idle.resources, dashboards: 1 };
  expect(monthlyBill({ ...idle, resources }).total - monthlyBill(idle).total).toBeCloseTo(3, 10);
});

test('the first two yearly rotations of each key each add $1 a month', () => {
  const { total, fromThirdYear } = monthlyBill(idle);
  expect(fromThirdYear - total).toBeCloseTo(4, 10);
});

test('in an account with unused free tiers an unused deployment costs only its keys', () => {
  expect(monthlyBill({ ...idle, resources: { ...idle.resources, dashboards: 3 } }).withFreeTiers).toBeCloseTo(
    2,
    10,
  );
});

test('if the use exceeds the free tiers, only the free part is deducted', () => {
  const busy = monthlyBill({
    ...idle,
    sweepsPerDay: 96,
    secondsPerSweep: 800,
    rotationsPerDay: 100_000,
    rotation: { ...nothing, kmsRequests: 3, logBytes: 5_000 },
    resources: { ...idle.resources, alarms: 12 },
  });
  const metrics = 2 + 6 / 24;
  const free =
    20_000 * 0.000003 + 400_000 * 0.0000133334 + 96 * 30 * 0.0000002 + 5 * 0.5 + metrics * 0.3 + 10 * 0.1;
  expect(busy.total - busy.withFreeTiers).toBeCloseTo(free, 6);
});

test('every invocation of a sweep costs a cold start and its lines of the log', () => {
  const load = { ...idle, sweepsPerDay: 96, invocationsPerSweep: 4 };
  const bill = monthlyBill({ ...load, coldStartSeconds: 0.2, logBytesPerInvocation: 1_000 });
  expect(bill.lambda - monthlyBill(load).lambda).toBeCloseTo(30 * 96 * 4 * 0.2 * 0.0000133334, 10);
  expect(bill.cloudWatch - monthlyBill(load).cloudWatch).toBeCloseTo((30 * 96 * 4 * 1_000 * 0.5) / 1e9, 10);
});

test('an integration costs the storage of two secrets', () => {
  expect(monthlyBill({ ...idle, integrations: 1_000 }).secrets).toBeCloseTo(800, 10);
});

test('a sweep costs its listing, its seconds of Lambda and its request', () => {
  const { secretsManagerCalls, lambda } = monthlyBill({
    ...idle,
    integrations: 1_000,
    sweepsPerDay: 96,
    secondsPerSweep: 10,
  });
  // 30 days of 96 sweeps and one run of the warner, ten pages each; three warnings an integration, two calls each.
  expect(secretsManagerCalls).toBeCloseTo(((30 * 97 * 10 + 6_000) * 0.05) / 10_000, 10);
  expect(lambda).toBeCloseTo(30 * 96 * (10 * 0.0000133334 + 0.0000002), 10);
});

test('the bill multiplies the measured resources of a rotation and of a probe by their numbers', () => {
  const bill = monthlyBill({
    ...idle,
    rotationsPerDay: 1_000,
    probesPerDay: 10_000,
    rotation: { secretsManagerCalls: 4, kmsRequests: 3, events: 1, logBytes: 500 },
    probe: { secretsManagerCalls: 3, kmsRequests: 2, events: 0, logBytes: 100 },
  });
  expect(bill.secretsManagerCalls).toBeCloseTo((30 * (4_000 + 30_000) * 0.05) / 10_000, 10);
  expect(bill.kms).toBeCloseTo(2 + (30 * (3_000 + 20_000) * 0.03) / 10_000, 10);
  expect(bill.eventBridge).toBeCloseTo((30 * 1_000) / 1_000_000, 10);
  expect(bill.cloudWatch - monthlyBill(idle).cloudWatch).toBeCloseTo((30 * 1_500_000 * 0.5) / 1e9, 10);
});

test('the total is the sum of its parts', () => {
  const {
    total,
    withFreeTiers: _free,
    fromThirdYear: _later,
    probes: _probes,
    ...parts
  } = monthlyBill({
    ...idle,
    integrations: 123,
    sweepsPerDay: 96,
    secondsPerSweep: 3,
  });
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 10);
});
