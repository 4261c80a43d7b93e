import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction } from '../../infra/bundle-function.ts';
import { deployment, latencies } from '../deployment.ts';
import { fullFigures, ordinaryFigures } from '../figures/size-figures.ts';
import type { FullFigures, OrdinaryFigures } from '../figures/size-figures.ts';
import { quantile } from '../figures/statistics.ts';
import { bundleProgram } from '../handler-bundle.ts';
import { INTEGRATIONS_PER_HOST } from '../names.ts';
import { startParts } from '../show-progress.ts';
import type { Part } from '../show-progress.ts';
import { cpuShareOf } from './cpu-share.ts';
import type { FunctionFiles } from './function-process.ts';
import { fullSweepOverSockets, ordinarySweepOverSockets } from './socket-scenarios.ts';

const COLD_RUNS = 20;
/** Approximate seconds of each part. `size` is for a full and an ordinary sweep of this number of integrations. */
const SECONDS = { gap: 50, size: (integrations: number) => 10 + integrations / 25 };

/** The result of the bench over sockets. */
export interface SocketResult {
  readonly node: string;
  readonly cpu: string;
  readonly deployment: typeof deployment;
  readonly latenciesMs: typeof latencies;
  readonly sizes: readonly SocketSize[];
  /** One integration with one credential: the gap of its consumers, each time after a cold start. */
  readonly oneCredential: readonly ColdGap[];
}

/** The measurements for one number of integrations and one memory. */
export interface SocketSize {
  readonly integrations: number;
  readonly memoryMb: number;
  /** Share of a CPU. */
  readonly cpuShare: number;
  readonly full: FullFigures;
  readonly ordinary: OrdinaryFigures;
  readonly peakMemoryMb: number;
}

/** How long the consumers of an integration with one credential can read no active access token after a mint. */
export interface ColdGap {
  readonly memoryMb: number;
  readonly runs: number;
  /** Time between Alation's response to the mint and the response to PutSecretValue. */
  readonly gapMs: { readonly p50: number; readonly p99: number };
  /** The part of this time in which neither Alation nor Secrets Manager had a request. */
  readonly ownMs: { readonly p50: number; readonly p99: number };
}

/** Runs the deployed bundle over HTTPS, in real time: once for each memory (MB), with the CPU share of this memory. */
export async function socketBench(
  sizes: readonly number[],
  memories: readonly number[],
  onStart: (part: Part) => void,
): Promise<SocketResult> {
  const whole = memories.length * sizes.reduce((sum, one) => sum + SECONDS.size(one), SECONDS.gap);
  const start = startParts(whole, onStart);
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const files = { bundle: join(folder, 'index.mjs'), program: join(folder, 'function.mjs') };
    await bundleFunction('rotator', files.bundle);
    await bundleProgram('bench/sockets/function.ts', files.program);
    const oneCredential: ColdGap[] = [];
    const results: SocketSize[] = [];
    for (const memoryMb of memories) {
      start(`one credential, ${memoryMb} MB`, SECONDS.gap);
      oneCredential.push(await coldGap(files, memoryMb));
      for (const integrations of sizes) {
        start(`${integrations} integrations, ${memoryMb} MB`, SECONDS.size(integrations));
        results.push(await socketSize(files, integrations, memoryMb));
      }
    }
    return {
      node: process.version,
      cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
      deployment,
      latenciesMs: latencies,
      sizes: results,
      oneCredential,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function socketSize(files: FunctionFiles, integrations: number, memoryMb: number): Promise<SocketSize> {
  const plan = { integrations, perHost: INTEGRATIONS_PER_HOST, memoryMb };
  const full = await fullSweepOverSockets(files, plan);
  return {
    integrations,
    memoryMb,
    cpuShare: cpuShareOf(memoryMb),
    full: fullFigures(full, integrations, deployment.writesPerSecond),
    ordinary: ordinaryFigures(await ordinarySweepOverSockets(files, plan)),
    peakMemoryMb: full.result.memory.peak,
  };
}

async function coldGap(files: FunctionFiles, memoryMb: number): Promise<ColdGap> {
  const plan = { integrations: 1, perHost: 1, memoryMb, credentials: ['a'] };
  const delays = [];
  for (let run = 0; run < COLD_RUNS; run++) delays.push(...(await fullSweepOverSockets(files, plan)).delays);
  return {
    memoryMb,
    runs: delays.length,
    gapMs: percentiles(delays.map(({ total }) => total)),
    ownMs: percentiles(delays.map(({ own }) => own)),
  };
}

function percentiles(values: readonly number[]): { readonly p50: number; readonly p99: number } {
  return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}
