/**
 * The handler's process: the deployed rotator, on a virtual clock. AWS and Alation run in the parent process, so that
 * only the rotator uses memory and CPU time here.
 */
import { getHeapStatistics } from 'node:v8';
import type {
  MemoryFigures,
  ExternalResponse,
  RunPlan,
  MessageToHandler,
  MessageToWorld,
} from '../messages.ts';
import type { SendRequest } from './network.ts';
import { runSweeps } from './run-sweeps.ts';
import { virtualClock } from './virtual-clock.ts';

const pending = new Map<number, (response: ExternalResponse) => void>();
let lastId = 0;

const sendToWorld: SendRequest = (request) =>
  new Promise((resolve) => {
    const id = ++lastId;
    pending.set(id, resolve);
    send({ kind: 'request', id, ...request });
  });

process.on('message', (message: MessageToHandler) => {
  if (message.kind === 'response') {
    pending.get(message.id)?.(message);
    pending.delete(message.id);
    return;
  }
  run(message.plan).catch((error: unknown) => {
    send({ kind: 'failed', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
send({ kind: 'ready', memory: memoryFigures() });

async function run(plan: RunPlan): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const clock = virtualClock(plan.startAt);
  const result = await clock.run(runSweeps(plan, clock, (request) => clock.external(sendToWorld(request))));
  const { user, system } = process.cpuUsage(cpuBefore);
  send({ kind: 'finished', result: { ...result, cpuMs: (user + system) / 1_000, memory: memoryFigures() } });
}

function memoryFigures(): MemoryFigures {
  const peak = process.resourceUsage().maxRSS / 1_024;
  globalThis.gc?.();
  return { peak, heap: getHeapStatistics().used_heap_size / 1_048_576 };
}

function send(message: MessageToWorld): void {
  process.send?.(message);
}
