import { Worker } from 'node:worker_threads';
import type { SimulationResult } from './simulate.ts';

/** The seeds of a worker: every `step`th seed from `from` to `to`. */
export interface Share {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Whether the seeds run over HTTP. */
  readonly wire: boolean;
}

/**
 * Simulates many seeds on several threads. A seed gives the same history on every thread.
 *
 * @param onResult called after each seed, in no particular order
 */
export async function runMany(
  { wire = false, ...seeds }: { readonly from: number; readonly to: number; readonly wire?: boolean },
  threads: number,
  onResult: (result: SimulationResult) => void,
): Promise<void> {
  await Promise.all(
    Array.from({ length: threads }, (_, index) =>
      runShare({ from: seeds.from + index, to: seeds.to, step: threads, wire }, onResult),
    ),
  );
}

function runShare(share: Share, onResult: (result: SimulationResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: share });
    worker.on('message', onResult);
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a thread of the simulation ended with the exit code ${code}`));
    });
  });
}
