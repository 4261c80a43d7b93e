import { MAX_BUNDLE_BYTES } from '../../infra/bundle-size.ts';
import { expect, test } from 'vitest';
import type { BenchResult, SizeResult } from '../../bench/bench.ts';
import { deployment, latencies } from '../../bench/deployment.ts';
import { consumerReads } from '../../bench/figures/bill.ts';
import { report } from '../../bench/report.ts';
import { requirements } from '../../bench/requirements.ts';
import { full } from './full-figures.ts';

const size: SizeResult = {
  integrations: 10_000,
  hosts: 100,
  idle: { calls: 100, callsByOperation: {}, callsPerIntegration: 0.01, seconds: 2, cpuMs: 500 },
  full,
  ordinary: {
    rotated: 208,
    probed: 2_700,
    deferred: 0,
    seconds: 75,
    awsCalls: 9_000,
    tagWrites: 208,
    throttled: 0,
  },
  memoryMb: { loaded: 60, idlePeak: 110, peak: 160, heap: 12 },
  monthlyBill: {
    secrets: 8_000,
    secretsManagerCalls: 100,
    kms: 40,
    lambda: 2,
    eventBridge: 1,
    cloudWatch: 5,
    total: 8_148,
    withFreeTiers: 8_140,
    fromThirdYear: 8_152,
    probes: 140,
  },
};

const unit = { secretsManagerCalls: 4, kmsRequests: 3, events: 1, logBytes: 450 };

const good: BenchResult = {
  node: 'v24.0.0',
  cpu: '2 × any',
  deployment,
  latenciesMs: latencies,
  sizes: [size],
  oneHost: full,
  shards: { of: 4, ...full },
  rotations: {
    one: [{ day: 1, rotations: 20_000, mostInSweep: 250, peakToMean: 1.2 }],
    two: [{ day: 1, rotations: 20_000, mostInSweep: 1_100, peakToMean: 1.3 }],
  },
  bundles: [
    { entry: 'rotator', bytes: 290_000, shares: [], importMs: 90, importCpuMs: 60, importRatio: 0.68 },
  ],
  consumerReads: consumerReads(),
  units: { rotation: unit, probe: unit },
};

const notMet = (result: BenchResult) =>
  requirements(result)
    .filter(({ isMet }) => !isMet)
    .map(({ name }) => name);

const withFull = (changes: Partial<SizeResult['full']>): BenchResult => ({
  ...good,
  sizes: [{ ...size, full: { ...full, ...changes } }],
});

test('a result within all limits meets every requirement', () => {
  expect(notMet(good)).toEqual([]);
});

test.each([
  ['efficiency at 10,000', withFull({ efficiency: 0.91 })],
  ['AWS calls per rotation at 10,000', withFull({ awsCallsPerRotation: 4.21 })],
  [
    'seconds of an ordinary sweep at 10,000',
    { ...good, sizes: [{ ...size, ordinary: { ...size.ordinary, seconds: 80.1 } }] },
  ],
  ['integrations not rotated at 10,000', withFull({ notRotated: 1 })],
  ['integrations rotated twice at 10,000', withFull({ rotatedTwice: 1 })],
  ['inactive access tokens published at 10,000', withFull({ inactive: 1 })],
  ['calls above a quota at 10,000', withFull({ throttled: 1 })],
  [
    'calls of an idle sweep per integration at 10,000',
    { ...good, sizes: [{ ...size, idle: { ...size.idle, callsPerIntegration: 0.012 } }] },
  ],
  ['MB of memory at 10,000', { ...good, sizes: [{ ...size, memoryMb: { ...size.memoryMb, peak: 513 } }] }],
  [
    'seconds of tag writes in an ordinary sweep at 10,000',
    { ...good, sizes: [{ ...size, ordinary: { ...size.ordinary, tagWrites: 3_201 } }] },
  ],
  ['integrations not rotated in four shards', { ...good, shards: { ...good.shards, notRotated: 1 } }],
  [
    "bytes of the rotator's bundle",
    { ...good, bundles: good.bundles.map((bundle) => ({ ...bundle, bytes: MAX_BUNDLE_BYTES + 1 })) },
  ],
  [
    "CPU time of the rotator's import divided by that of a plain client",
    { ...good, bundles: good.bundles.map((bundle) => ({ ...bundle, importRatio: 0.71 })) },
  ],
  [
    'rotations of the busiest sweep of day 2 divided by the average sweep, with one credential',
    {
      ...good,
      rotations: {
        ...good.rotations,
        one: [
          ...good.rotations.one,
          { day: 2, rotations: 20_000, mostInSweep: 400, peakToMean: 1.7 },
          { day: 3, rotations: 20_000, mostInSweep: 250, peakToMean: 1.2 },
        ],
      },
    },
  ],
])('a result beyond a limit fails that requirement: %s', (name, result) => {
  expect(notMet(result)).toEqual([name]);
});

test('requirements on efficiency and calls do not apply to a few integrations', () => {
  const few = { ...size, integrations: 100, full: { ...full, efficiency: 0.1, awsCallsPerRotation: 6 } };
  expect(notMet({ ...good, sizes: [few] })).toEqual([]);
});

test('with more integrations than one schedule serves, a sweep may take longer, and needs an efficiency of at least 0.9', () => {
  const many = {
    ...size,
    integrations: 100_000,
    full: { ...full, efficiency: 0.9 },
    ordinary: { ...size.ordinary, seconds: 93 },
  };
  expect(notMet({ ...good, sizes: [many] })).toEqual([]);
  const slow = { ...many, full: { ...full, efficiency: 0.89 } };
  expect(notMet({ ...good, sizes: [slow] })).toEqual(['efficiency at 100,000']);
});

test('the report has a row for every size, and names the requirements that are not met', () => {
  const result = withFull({ notRotated: 3 });
  const text = report(result, requirements(result));
  expect(text).toContain('| 10,000 | 251 s | 251 s | 0.996 | 1 | 4.11 | 100 |');
  expect(text).toContain('| integrations not rotated at 10,000 | at most 0 | 3 | NOT MET |');
  expect(text).toContain('$8,148.00');
});
