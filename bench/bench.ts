import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployment, latencies } from './deployment.ts';
import { consumerReads, monthlyBill } from './figures/bill.ts';
import type { Bill, ConsumerReads, UnitOfWork } from './figures/bill.ts';
import { bundleFigures } from './figures/import-time.ts';
import type { BundleFigures } from './figures/import-time.ts';
import { rotationDays } from './figures/rotation-spread.ts';
import type { RotationDay } from './figures/rotation-spread.ts';
import { idleFigures, ordinaryFigures, fullFigures } from './figures/size-figures.ts';
import type { IdleFigures, OrdinaryFigures, FullFigures } from './figures/size-figures.ts';
import { probeUnit, rotationUnit } from './figures/unit-of-work.ts';
import { bundleHandler } from './handler-bundle.ts';
import { INTEGRATIONS_PER_HOST } from './names.ts';
import { idleAndFullSweep, ordinarySweep } from './scenarios.ts';
import { startParts } from './show-progress.ts';
import type { Part } from './show-progress.ts';
import { DAY_MS } from '../functions/time.ts';

/** Number of integrations in the scenario of one host, and in the scenarios that measure a rotation and a probe. */
const SMALL = 1_000;
const SHARDS = 4;
/** Number of integrations in the scenario with shards. */
const INTEGRATIONS_IN_SHARDS = 10_000;
/**
 * The runtime's own start (https://github.com/maxday/lambda-perf: 125 ms for Node.js 24 on arm64) and the import of the
 * bundle.
 */
const COLD_START_SECONDS = 0.2;
const DAYS_OF_ROTATIONS = 30;
/** Number of integrations in the simulation of rotations. All integrations are onboarded together. */
const ONBOARDED_TOGETHER = 10_000;

/** The result of the bench. */
export interface BenchResult {
  readonly node: string;
  readonly cpu: string;
  readonly deployment: typeof deployment;
  readonly latenciesMs: typeof latencies;
  readonly sizes: readonly SizeResult[];
  /** A full sweep of 1,000 integrations of one Alation host. */
  readonly oneHost: FullFigures;
  /** A full sweep of 10,000 integrations in four concurrent shards. */
  readonly shards: FullFigures & { readonly of: number };
  /** Rotations of 10,000 integrations that were onboarded together, with one and with two credentials each. */
  readonly rotations: { readonly one: readonly RotationDay[]; readonly two: readonly RotationDay[] };
  readonly bundles: readonly BundleFigures[];
  readonly consumerReads: readonly ConsumerReads[];
  readonly units: { readonly rotation: UnitOfWork; readonly probe: UnitOfWork };
}

/** The measurements for one number of integrations. */
export interface SizeResult {
  readonly integrations: number;
  readonly hosts: number;
  readonly idle: IdleFigures;
  readonly full: FullFigures;
  readonly ordinary: OrdinaryFigures;
  /** Memory of the handler's process in MB. */
  readonly memoryMb: {
    /** The peak after loading. */
    readonly loaded: number;
    /** The peak of an idle sweep, with a heap that is too small for a listing of 100,000 integrations. */
    readonly idlePeak: number;
    /** The peak of the full sweep. */
    readonly peak: number;
    /** Reachable objects after the full sweep. */
    readonly heap: number;
  };
  /** US dollars for 30 days. */
  readonly monthlyBill: Bill;
}

/** Relative duration of each part, for the estimate of the remaining time. */
const DURATION = {
  bundles: 50,
  rotations: 12,
  sweeps: 200,
  size: (integrations: number) => 5 + integrations / 60,
};

/** Runs all scenarios, one after the other. `onStart` is called at the start of each part. */
export async function bench(sizes: readonly number[], onStart: (part: Part) => void): Promise<BenchResult> {
  const { bundles: ofBundles, rotations: ofRotations, sweeps, size } = DURATION;
  const whole = sizes.reduce((sum, one) => sum + size(one), ofBundles + ofRotations + sweeps);
  const start = startParts(whole, onStart);
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    start('bundles and their import', ofBundles);
    const bundles = await bundleFigures();
    const handler = await bundleHandler(folder);

    start('rotations of 10,000 integrations', ofRotations);
    const daysWith = (credentials: number) =>
      rotationDays(ONBOARDED_TOGETHER, credentials, DAYS_OF_ROTATIONS, deployment.writesPerSecond);
    const rotations = { one: daysWith(1), two: daysWith(2) };

    start('full sweeps: one host, four shards', sweeps);
    const oneHost = await idleAndFullSweep(handler, SMALL, SMALL);
    const payloads = Array.from({ length: SHARDS }, (_, shard) => ({ shard, of: SHARDS }));
    const sharded = await idleAndFullSweep(handler, INTEGRATIONS_IN_SHARDS, INTEGRATIONS_PER_HOST, {
      payloads,
    });

    const units = await unitsOfWork(handler);
    const results: SizeResult[] = [];
    for (const integrations of sizes) {
      start(`${integrations} integrations`, size(integrations));
      results.push(await sizeResult(handler, integrations, units, rotations.two));
    }
    const figures = (scenario: typeof oneHost.full, integrations: number) =>
      fullFigures(scenario, integrations, deployment.writesPerSecond);
    return {
      node: process.version,
      cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
      deployment,
      latenciesMs: latencies,
      sizes: results,
      oneHost: figures(oneHost.full, SMALL),
      shards: { of: SHARDS, ...figures(sharded.full, INTEGRATIONS_IN_SHARDS) },
      rotations,
      bundles,
      consumerReads: consumerReads(),
      units,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function unitsOfWork(handler: string): Promise<BenchResult['units']> {
  const { full } = await idleAndFullSweep(handler, SMALL, INTEGRATIONS_PER_HOST);
  const rotation = rotationUnit(full, SMALL);
  const ordinary = await ordinarySweep(handler, SMALL, INTEGRATIONS_PER_HOST);
  return { rotation, probe: probeUnit(ordinary, rotation, ordinaryFigures(ordinary)) };
}

async function sizeResult(
  handler: string,
  integrations: number,
  units: BenchResult['units'],
  rotations: readonly RotationDay[],
): Promise<SizeResult> {
  const ordinary = ordinaryFigures(await ordinarySweep(handler, integrations, INTEGRATIONS_PER_HOST));
  const { idle, full, memoryAtStart } = await idleAndFullSweep(handler, integrations, INTEGRATIONS_PER_HOST);
  const sweepsPerDay = DAY_MS / deployment.intervalMs;
  const rotationsPerDay = (rotations.at(-1)?.rotations ?? NaN) / ONBOARDED_TOGETHER;
  return {
    integrations,
    hosts: Math.ceil(integrations / INTEGRATIONS_PER_HOST),
    idle: idleFigures(idle, integrations),
    full: fullFigures(full, integrations, deployment.writesPerSecond),
    ordinary,
    memoryMb: {
      loaded: memoryAtStart.peak,
      idlePeak: idle.result.memory.peak,
      peak: full.result.memory.peak,
      heap: full.result.memory.heap,
    },
    monthlyBill: monthlyBill({
      integrations,
      rotationsPerDay: integrations * rotationsPerDay,
      // Each integration is probed once in each probe interval, and soon after each rotation.
      probesPerDay: integrations * (DAY_MS / deployment.probeIntervalMs + rotationsPerDay),
      sweepsPerDay,
      invocationsPerSweep: 1,
      ...units,
      secondsPerSweep: ordinary.seconds,
      coldStartSeconds: COLD_START_SECONDS,
      logBytesPerInvocation: idle.result.logBytes,
      memoryMb: deployment.memoryMb,
      resources: deployment.resources,
    }),
  };
}
