import { expect, test } from 'vitest';
import type { BenchResult, SizeResult } from '../../bench/bench.ts';
import { deployment, latencies } from '../../bench/deployment.ts';
import { report } from '../../bench/report.ts';
import { requirements } from '../../bench/requirements.ts';

const sweep: SizeResult['sweep'] = {
  invocations: 1,
  seconds: 251,
  elapsedSeconds: 251,
  efficiency: 0.996,
  rotated: 10_000,
  lost: 0,
  doubled: 0,
  dead: 0,
  throttled: 0,
  awsCallsPerRotation: 4.11,
  awsCallsPerRotationByOperation: { 'secretsmanager.PutSecretValue': 1 },
  alationCallsPerRotation: 4,
  cutOverMs: { p50: 320, p99: 320 },
  cpuMsPerRotation: 2.5,
};

const size: SizeResult = {
  integrations: 10_000,
  hosts: 100,
  idle: { calls: 100, callsByOperation: {}, callsPerIntegration: 0.01, seconds: 2, cpuMs: 500 },
  sweep,
  steady: { rotated: 208, probed: 2_700, deferred: 0, seconds: 75, awsCalls: 9_000, throttled: 0 },
  memoryMb: { loaded: 60, idlePeak: 110, peak: 160, heap: 12 },
  monthlyBill: {
    secrets: 8_000,
    secretsManagerCalls: 100,
    kms: 40,
    lambda: 2,
    eventBridge: 1,
    cloudWatch: 5,
    total: 8_148,
  },
};

const unit = { secretsManagerCalls: 4, kmsRequests: 3, events: 1, logBytes: 450 };

const good: BenchResult = {
  node: 'v24.0.0',
  cpu: '2 × any',
  deployment,
  latenciesMs: latencies,
  sizes: [size],
  oneHost: sweep,
  shards: { of: 4, ...sweep },
  renewals: {
    one: [{ day: 1, renewals: 20_000, mostInTick: 250, peakToMean: 1.2 }],
    two: [{ day: 1, renewals: 20_000, mostInTick: 1_100, peakToMean: 1.3 }],
  },
  cutOverMs: { p50: 323, p99: 340 },
  bundles: [
    { entry: 'rotator', bytes: 290_000, shares: [], importMs: 90, importCpuMs: 60, emptyImportMs: 3 },
  ],
  units: { rotation: unit, probe: unit },
};

const notKept = (result: BenchResult) =>
  requirements(result)
    .filter(({ kept }) => !kept)
    .map(({ what }) => what);

const withSweep = (changes: Partial<SizeResult['sweep']>): BenchResult => ({
  ...good,
  sizes: [{ ...size, sweep: { ...sweep, ...changes } }],
});

test('a result within all limits keeps every requirement', () => {
  expect(notKept(good)).toEqual([]);
});

test.each([
  ['efficiency at 10,000', withSweep({ efficiency: 0.94 })],
  ['AWS calls per rotation at 10,000', withSweep({ awsCallsPerRotation: 4.21 })],
  ['rotations lost at 10,000', withSweep({ lost: 1 })],
  ['rotations doubled at 10,000', withSweep({ doubled: 1 })],
  ['dead access tokens published at 10,000', withSweep({ dead: 1 })],
  ['calls above a quota at 10,000', withSweep({ throttled: 1 })],
  [
    'calls of an idle tick per integration at 10,000',
    { ...good, sizes: [{ ...size, idle: { ...size.idle, callsPerIntegration: 0.012 } }] },
  ],
  ['MB of memory at 10,000', { ...good, sizes: [{ ...size, memoryMb: { ...size.memoryMb, peak: 257 } }] }],
  ['rotations lost in four shards', { ...good, shards: { ...good.shards, lost: 1 } }],
  [
    "bytes of the rotator's bundle",
    { ...good, bundles: good.bundles.map((one) => ({ ...one, bytes: 300_001 })) },
  ],
  [
    'ms to import the rotator',
    { ...good, bundles: good.bundles.map((one) => ({ ...one, importMs: 71, importCpuMs: 72 })) },
  ],
  [
    'busiest tick over an average one (day 2), one credential each',
    {
      ...good,
      renewals: {
        ...good.renewals,
        one: [
          ...good.renewals.one,
          { day: 2, renewals: 20_000, mostInTick: 400, peakToMean: 1.7 },
          { day: 3, renewals: 20_000, mostInTick: 250, peakToMean: 1.2 },
        ],
      },
    },
  ],
])('a result that misses a limit is told of by its name: %s', (what, result) => {
  expect(notKept(result)).toEqual([what]);
});

test('what holds for many does not judge a few, whose time is that of single answers', () => {
  const few = { ...size, integrations: 100, sweep: { ...sweep, efficiency: 0.1, awsCallsPerRotation: 6 } };
  expect(notKept({ ...good, sizes: [few] })).toEqual([]);
});

test('the report has a row for every size, and names what was not kept', () => {
  const result = withSweep({ lost: 3 });
  const text = report(result, requirements(result));
  expect(text).toContain('| 10,000 | 251 s | 251 s | 0.996 | 1 | 4.11 | 100 |');
  expect(text).toContain('| rotations lost at 10,000 | at most 0 | 3 | NOT KEPT |');
  expect(text).toContain('$8,148.00');
});
