import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployment, latencies } from './deployment.ts';
import { monthlyBill } from './figures/bill.ts';
import type { Bill, UnitOfWork } from './figures/bill.ts';
import { bundleFigures } from './figures/import-time.ts';
import type { BundleFigures } from './figures/import-time.ts';
import { renewalDays } from './figures/renewal-spread.ts';
import type { RenewalDay } from './figures/renewal-spread.ts';
import { idleFigures, steadyFigures, sweepFigures } from './figures/size-figures.ts';
import type { IdleFigures, SteadyFigures, SweepFigures } from './figures/size-figures.ts';
import { probeUnit, rotationUnit } from './figures/unit-of-work.ts';
import { bundleHandler } from './handler-bundle.ts';
import { INTEGRATIONS_PER_HOST } from './names.ts';
import { idleAndSweep, realTimeSweep, steadyTick } from './scenarios.ts';
import { DAY_MS } from '../functions/time.ts';

/** Integrations of the scenarios beside the sizes. */
const SMALL = 1_000;
const REAL_TIME = 400;
const SHARDS = 4;
const DAYS_OF_RENEWALS = 30;
/** For the renewals that follow. */
export const ONBOARDED_AT_ONCE = 10_000;

/** Everything the bench measured. */
export interface BenchResult {
  readonly node: string;
  readonly cpu: string;
  readonly deployment: typeof deployment;
  readonly latenciesMs: typeof latencies;
  readonly sizes: readonly SizeResult[];
  /** A thousand integrations, all at the same Alation host. */
  readonly oneHost: SweepFigures;
  /** A thousand integrations in four shards, which run at the same time. */
  readonly shards: SweepFigures & { readonly of: number };
  /** Ten thousand integrations that were onboarded at once, by the number of their credentials. */
  readonly renewals: { readonly one: readonly RenewalDay[]; readonly two: readonly RenewalDay[] };
  /** Of 400 rotations that really waited for their answers. */
  readonly cutOverMs: SweepFigures['cutOverMs'];
  readonly bundles: readonly BundleFigures[];
  readonly units: { readonly rotation: UnitOfWork; readonly probe: UnitOfWork };
}

/** What was measured of one number of integrations. */
export interface SizeResult {
  readonly integrations: number;
  readonly hosts: number;
  readonly idle: IdleFigures;
  readonly sweep: SweepFigures;
  readonly steady: SteadyFigures;
  /** Of the handler's own process, in MB. */
  readonly memoryMb: {
    readonly loaded: number;
    /** Of an idle tick, in a process whose heap is too small to keep what it lists. */
    readonly idlePeak: number;
    readonly peak: number;
    /** Live objects, after the sweep. */
    readonly heap: number;
  };
  /** US dollars of 30 days. */
  readonly monthlyBill: Bill;
}

/** Runs everything, one after the other. `say` is told what begins. */
export async function bench(sizes: readonly number[], say: (what: string) => void): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    say('bundles and their import');
    const bundles = await bundleFigures();
    const handler = await bundleHandler(folder);

    say('renewals of 10,000 that were onboarded at once');
    const daysWith = (credentials: number) =>
      renewalDays(ONBOARDED_AT_ONCE, credentials, DAYS_OF_RENEWALS, deployment.writesPerSecond);
    const renewals = { one: daysWith(1), two: daysWith(2) };

    say('one host, four shards, and a sweep in real time');
    const oneHost = await idleAndSweep(handler, SMALL, SMALL);
    const payloads = Array.from({ length: SHARDS }, (_, shard) => ({ shard, of: SHARDS }));
    const sharded = await idleAndSweep(handler, SMALL, INTEGRATIONS_PER_HOST, { payloads });
    const inRealTime = await realTimeSweep(handler, REAL_TIME, REAL_TIME / 80);

    const units = await unitsOfWork(handler);
    const results: SizeResult[] = [];
    for (const integrations of sizes) {
      say(`${integrations} integrations`);
      results.push(await sizeResult(handler, integrations, units, renewals.two));
    }
    const figures = (scenario: typeof oneHost.sweep, integrations: number) =>
      sweepFigures(scenario, integrations, deployment.writesPerSecond);
    return {
      node: process.version,
      cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
      deployment,
      latenciesMs: latencies,
      sizes: results,
      oneHost: figures(oneHost.sweep, SMALL),
      shards: { of: SHARDS, ...figures(sharded.sweep, SMALL) },
      renewals,
      cutOverMs: figures(inRealTime, REAL_TIME).cutOverMs,
      bundles,
      units,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function unitsOfWork(handler: string): Promise<BenchResult['units']> {
  const { sweep } = await idleAndSweep(handler, SMALL, INTEGRATIONS_PER_HOST);
  const rotation = rotationUnit(sweep, SMALL);
  const steady = await steadyTick(handler, SMALL, INTEGRATIONS_PER_HOST);
  return { rotation, probe: probeUnit(steady, rotation, steadyFigures(steady)) };
}

async function sizeResult(
  handler: string,
  integrations: number,
  units: BenchResult['units'],
  renewals: readonly RenewalDay[],
): Promise<SizeResult> {
  const steady = steadyFigures(await steadyTick(handler, integrations, INTEGRATIONS_PER_HOST));
  const { idle, sweep, memoryAtStart } = await idleAndSweep(handler, integrations, INTEGRATIONS_PER_HOST);
  const rotationsPerDay = (renewals.at(-1)?.renewals ?? NaN) / ONBOARDED_AT_ONCE;
  return {
    integrations,
    hosts: Math.ceil(integrations / INTEGRATIONS_PER_HOST),
    idle: idleFigures(idle, integrations),
    sweep: sweepFigures(sweep, integrations, deployment.writesPerSecond),
    steady,
    memoryMb: {
      loaded: memoryAtStart.peak,
      idlePeak: idle.result.memory.peak,
      peak: sweep.result.memory.peak,
      heap: sweep.result.memory.heap,
    },
    monthlyBill: monthlyBill({
      integrations,
      rotationsPerDay: integrations * rotationsPerDay,
      // One in every interval, and one soon after every rotation.
      probesPerDay: integrations * (DAY_MS / deployment.probeIntervalMs + rotationsPerDay),
      ticksPerDay: DAY_MS / deployment.tickMs,
      invocationsPerTick: 1,
      ...units,
      secondsPerTick: steady.seconds,
      memoryMb: deployment.memoryMb,
    }),
  };
}
