/**
 * The process of the handler and of nothing else, so that its memory and CPU can be told: the rotator as it is
 * deployed, on a clock of its own. AWS and Alation are in the process that started this one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import type { Clock } from '../../functions/integration/ports.ts';
import type { MemoryFigures, OutsideAnswer, RunPlan, ToHandler, ToWorld } from '../messages.ts';
import type { Ask } from './outside.ts';
import { runTicks } from './run-ticks.ts';
import { virtualClock } from './virtual-clock.ts';

const realClock: Clock = { now: Date.now, sleep: (ms) => sleep(ms) };
const waiting = new Map<number, (answer: OutsideAnswer) => void>();
let asked = 0;

const askWorld: Ask = (request) =>
  new Promise((resolve) => {
    const id = asked++;
    waiting.set(id, resolve);
    tell({ kind: 'request', id, ...request });
  });

process.on('message', (message: ToHandler) => {
  if (message.kind === 'answer') {
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
    return;
  }
  run(message.plan).catch((error: unknown) => {
    tell({ kind: 'broke', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
tell({ kind: 'ready', memory: memoryFigures() });

async function run(plan: RunPlan): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const ran = await (plan.clock === 'real' ? runTicks(plan, realClock, askWorld) : runVirtually(plan));
  const { user, system } = process.cpuUsage(cpuBefore);
  tell({ kind: 'ran', result: { ...ran, cpuMs: (user + system) / 1_000, memory: memoryFigures() } });
}

function runVirtually(plan: RunPlan) {
  const clock = virtualClock(plan.startAt);
  return clock.run(runTicks(plan, clock, (request) => clock.outside(askWorld(request))));
}

function memoryFigures(): MemoryFigures {
  const peak = process.resourceUsage().maxRSS / 1_024;
  globalThis.gc?.();
  return { peak, heap: getHeapStatistics().used_heap_size / 1_048_576 };
}

function tell(message: ToWorld): void {
  process.send?.(message);
}
