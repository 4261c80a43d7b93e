import { parentPort, workerData } from 'node:worker_threads';
import type { Share } from './run-many.ts';
import { simulate } from './simulate.ts';

const { from, to, step }: Share = workerData;

for (let seed = from; seed <= to; seed += step) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
  parentPort?.postMessage(await simulate(seed));
}
