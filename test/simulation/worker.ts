import { parentPort, workerData } from 'node:worker_threads';
import type { Share } from './run-many.ts';
import { portMode } from './port-mode.ts';
import { simulateIn } from './simulate.ts';
import { wireMode } from './wire/wire-mode.ts';

const { from, to, step, wire }: Share = workerData;
const mode = wire ? wireMode() : portMode();

for (let seed = from; seed <= to; seed += step) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
  parentPort?.postMessage(await simulateIn(mode, seed));
}
