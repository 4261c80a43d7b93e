import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idleFigures, ordinaryFigures, fullFigures } from '../../bench/figures/size-figures.ts';
import { bundleHandler } from '../../bench/handler-bundle.ts';
import { idleAndFullSweep, ordinarySweep } from '../../bench/scenarios.ts';

const INTEGRATIONS = 600;
const PER_HOST = 60;
/** Two pages of the listing, for tests whose result does not depend on the number of integrations. */
const FEW = 200;
const WRITES = 40;
/** Every call takes the same time, so that the rate limit alone decides how long a sweep of a few integrations takes. */
const latencies = { aws: { p50: 20, p99: 20 }, alation: { p50: 300, p99: 300 } };

let folder: string;
let handler: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  handler = await bundleHandler(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test('a full sweep within one invocation reaches 85 % of the allowed rate of writes, with fewer than 4.2 AWS calls per rotation', async () => {
  const { idle, full } = await idleAndFullSweep(handler, INTEGRATIONS, PER_HOST, { latencies });
  expect(idleFigures(idle, INTEGRATIONS)).toMatchObject({
    calls: 6,
    callsByOperation: { 'secretsmanager.ListSecrets': 6 },
  });
  const figures = fullFigures(full, INTEGRATIONS, WRITES);
  expect(figures).toMatchObject({
    invocations: 1,
    rotated: INTEGRATIONS,
    notRotated: 0,
    rotatedTwice: 0,
    inactive: 0,
    throttled: 0,
  });
  expect(figures.efficiency).toBeGreaterThan(0.85);
  expect(figures.efficiency).toBeLessThanOrEqual(1.02);
  expect(figures.awsCallsPerRotation).toBeLessThan(4.2);
});

test('consumers can read a minted access token after one verification and one write', async () => {
  const { full } = await idleAndFullSweep(handler, FEW, 10, { latencies });
  expect(fullFigures(full, FEW, WRITES).publicationDelayMs).toEqual({ p50: 320, p99: 320 });
});

test('a full sweep over several invocations rotates every integration once', async () => {
  // Work starts in the first 2 s of each invocation: the last 50 s are reserved for running work.
  const { full } = await idleAndFullSweep(handler, FEW, 20, { timeoutMs: 52_000 });
  const figures = fullFigures(full, FEW, WRITES);
  expect(figures.invocations).toBeGreaterThanOrEqual(3);
  expect(figures).toMatchObject({
    rotated: FEW,
    notRotated: 0,
    rotatedTwice: 0,
    inactive: 0,
    throttled: 0,
  });
  const deferred = full.result.invocations.map(({ summary }) => summary.outcomes.deferred);
  expect(deferred).toEqual(deferred.toSorted((one, other) => other - one));
  expect(deferred.at(-1)).toBe(0);
});

test.each([2, 4])('%i concurrent shards rotate every integration once, within the quotas', async (of) => {
  const payloads = Array.from({ length: of }, (_, shard) => ({ shard, of }));
  // With four integrations at a host the rate of writes limits the sweep. With more, the limit of the host would limit it.
  const { idle, full } = await idleAndFullSweep(handler, FEW, 4, { payloads, latencies });
  const figures = fullFigures(full, FEW, WRITES);
  expect(figures).toMatchObject({
    invocations: of,
    rotated: FEW,
    notRotated: 0,
    rotatedTwice: 0,
    inactive: 0,
    throttled: 0,
  });
  // The shards share the rate of writes, so that together they are not faster than one rotator.
  expect(figures.efficiency).toBeLessThanOrEqual(1.02);
  expect(idleFigures(idle, FEW).calls).toBe(2 * of);
});

test('four concurrent shards list 10,000 integrations, rotate and probe what is due, and are never throttled', async () => {
  const payloads = Array.from({ length: 4 }, (_, shard) => ({ shard, of: 4 }));
  const scenario = await ordinarySweep(handler, 10_000, 100, { payloads });

  expect(scenario.counts.throttled).toBe(0);
  expect(scenario.counts.aws['secretsmanager.ListSecrets']).toBe(4 * 100);
  const { rotated, probed, deferred } = ordinaryFigures(scenario);
  expect(rotated).toBeGreaterThan(100);
  expect(probed).toBeGreaterThan(1_000);
  expect(deferred).toBe(0);
}, 300_000);

test('a throttled rotator rotates every integration once', async () => {
  const { full } = await idleAndFullSweep(handler, FEW, 10, { writesPerSecond: 150, latencies });
  const figures = fullFigures(full, FEW, 150);
  expect(figures.throttled).toBeGreaterThan(0);
  expect(figures).toMatchObject({ notRotated: 0, rotatedTwice: 0, inactive: 0 });
});

test('an ordinary sweep rotates and probes about as many integrations as the intervals predict, and only the rotations write secrets and tags', async () => {
  const scenario = await ordinarySweep(handler, INTEGRATIONS, PER_HOST);
  const { rotated, probed, deferred } = ordinaryFigures(scenario);
  const { aws, secretsRead } = scenario.counts;
  expect(aws).toMatchObject({
    'secretsmanager.DescribeSecret': rotated,
    'secretsmanager.PutSecretValue': rotated,
    'secretsmanager.TagResource': rotated,
  });
  expect(secretsRead).toBe(2 * (rotated + probed));
  expect(aws['secretsmanager.BatchGetSecretValue']).toBeLessThan(rotated + probed / 4);
  // Rotations come twice a day, probes once an hour, and sweeps four times an hour.
  expect(rotated / (INTEGRATIONS / 48)).toBeGreaterThan(0.4);
  expect(rotated / (INTEGRATIONS / 48)).toBeLessThan(2);
  expect(probed / (INTEGRATIONS / 4)).toBeGreaterThan(0.7);
  expect(probed / (INTEGRATIONS / 4)).toBeLessThan(1.4);
  expect(deferred).toBe(0);
});
