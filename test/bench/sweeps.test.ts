import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idleFigures, steadyFigures, sweepFigures } from '../../bench/figures/size-figures.ts';
import { bundleHandler } from '../../bench/handler-bundle.ts';
import { idleAndSweep, steadyTick } from '../../bench/scenarios.ts';

const INTEGRATIONS = 600;
const PER_HOST = 60;
const WRITES = 40;

let folder: string;
let handler: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  handler = await bundleHandler(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test('a sweep within one invocation is as fast as its writes are allowed to be, and costs 4.2 calls each', async () => {
  const { idle, sweep } = await idleAndSweep(handler, INTEGRATIONS, PER_HOST);
  expect(idleFigures(idle, INTEGRATIONS)).toMatchObject({
    calls: 6,
    callsByOperation: { 'secretsmanager.ListSecrets': 6 },
  });
  const figures = sweepFigures(sweep, INTEGRATIONS, WRITES);
  expect(figures).toMatchObject({
    invocations: 1,
    rotated: INTEGRATIONS,
    lost: 0,
    doubled: 0,
    dead: 0,
    throttled: 0,
  });
  expect(figures.efficiency).toBeGreaterThan(0.85);
  expect(figures.efficiency).toBeLessThanOrEqual(1.02);
  expect(figures.awsCallsPerRotation).toBeLessThan(4.2);
});

test('nothing but the verification and the write lies between a mint and the moment consumers can read it', async () => {
  const { sweep } = await idleAndSweep(handler, 200, 10);
  expect(sweepFigures(sweep, 200, WRITES).cutOverMs).toEqual({ p50: 320, p99: 320 });
});

test('a sweep that spans several invocations loses and doubles nothing', async () => {
  // Work begins for 5 s of each: the rest of the time limit is kept for what has begun.
  const { sweep } = await idleAndSweep(handler, INTEGRATIONS, PER_HOST, { timeoutMs: 55_000 });
  const figures = sweepFigures(sweep, INTEGRATIONS, WRITES);
  expect(figures.invocations).toBeGreaterThanOrEqual(3);
  expect(figures).toMatchObject({ rotated: INTEGRATIONS, lost: 0, doubled: 0, dead: 0, throttled: 0 });
  const deferred = sweep.result.invocations.map(({ summary }) => summary.outcomes.deferred);
  expect(deferred).toEqual(deferred.toSorted((one, other) => other - one));
  expect(deferred.at(-1)).toBe(0);
});

test.each([2, 4])('%i shards at the same time lose and double nothing and keep to the quotas', async (of) => {
  const payloads = Array.from({ length: of }, (_, shard) => ({ shard, of }));
  const { idle, sweep } = await idleAndSweep(handler, INTEGRATIONS, PER_HOST, { payloads });
  const figures = sweepFigures(sweep, INTEGRATIONS, WRITES);
  expect(figures).toMatchObject({
    invocations: of,
    rotated: INTEGRATIONS,
    lost: 0,
    doubled: 0,
    dead: 0,
    throttled: 0,
  });
  // They share the writes, so that together they are no faster than one.
  expect(figures.efficiency).toBeLessThanOrEqual(1.02);
  expect(idleFigures(idle, INTEGRATIONS).calls).toBe(6 * of);
});

test('one that is allowed more than the quota is throttled, and loses and doubles nothing all the same', async () => {
  const { sweep } = await idleAndSweep(handler, INTEGRATIONS, 10, { writesPerSecond: 150 });
  const figures = sweepFigures(sweep, INTEGRATIONS, 150);
  expect(figures.throttled).toBeGreaterThan(0);
  expect(figures).toMatchObject({ lost: 0, doubled: 0, dead: 0 });
});

test('an ordinary tick renews and probes a small part of all, about as much as the intervals say', async () => {
  const { rotated, probed, deferred } = steadyFigures(await steadyTick(handler, INTEGRATIONS, PER_HOST));
  // Twice a day, and once an hour; a tick is a quarter of an hour.
  expect(rotated / (INTEGRATIONS / 48)).toBeGreaterThan(0.4);
  expect(rotated / (INTEGRATIONS / 48)).toBeLessThan(2);
  expect(probed / (INTEGRATIONS / 4)).toBeGreaterThan(0.7);
  expect(probed / (INTEGRATIONS / 4)).toBeLessThan(1.4);
  expect(deferred).toBe(0);
});
