import { expect, test } from 'vitest';
import { monthlyBill } from '../../bench/figures/bill.ts';
import type { UnitOfWork, Workload } from '../../bench/figures/bill.ts';
import { AlarmName, MetricName } from '../../functions/contract.ts';

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
  memoryMb: 1_024,
};

test('an unused deployment costs its keys, metrics and alarms', () => {
  const metrics = Object.keys(MetricName).length * 0.3;
  const alarms = Object.keys(AlarmName).length * 0.1;
  expect(monthlyBill(idle)).toMatchObject({ secrets: 0, kms: 2, lambda: 0, eventBridge: 0 });
  expect(monthlyBill(idle).cloudWatch).toBeCloseTo(metrics + alarms, 10);
  expect(monthlyBill(idle).total).toBeCloseTo(2 + metrics + alarms, 10);
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
  const { total, ...parts } = monthlyBill({
    ...idle,
    integrations: 123,
    sweepsPerDay: 96,
    secondsPerSweep: 3,
  });
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 10);
});
