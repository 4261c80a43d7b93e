import { setTimeout as sleep } from 'node:timers/promises';
import { HOUR_MS } from '../../functions/time.ts';
import { seededRandom } from '../../local/run/seeded-random.ts';
import { deployment, latencies } from '../deployment.ts';
import type { Invocation } from '../messages.ts';
import type { Scenario } from '../scenarios.ts';
import { allFresh, ordinaryState, seed } from '../world/seed.ts';
import type { IssueTime } from '../world/seed.ts';
import { createWorld } from '../world/world.ts';
import { startFunction } from './function-process.ts';
import type { FunctionFiles } from './function-process.ts';
import { startHttpsWorld } from './https-world.ts';
import { ownDelays } from './own-delays.ts';
import type { OwnDelay } from './own-delays.ts';

/** After this time the access token of every integration is due, whatever its slot. */
const ALL_DUE_AFTER_MS = 12 * HOUR_MS;

/** The integrations, and the memory of the function in MB. */
export interface SocketPlan {
  readonly integrations: number;
  readonly perHost: number;
  readonly memoryMb: number;
  /** Names of the credentials of each integration. */
  readonly credentials?: readonly string[];
}

/** Sweeps until no work is deferred, with every integration due, over HTTPS and in real time. */
export function fullSweepOverSockets(files: FunctionFiles, plan: SocketPlan) {
  return sweepOverSockets(files, plan, allFresh(Date.now() - ALL_DUE_AFTER_MS), Infinity);
}

/** Runs one sweep of a deployment in its ordinary state, over HTTPS and in real time. */
export function ordinarySweepOverSockets(files: FunctionFiles, plan: SocketPlan) {
  return sweepOverSockets(files, plan, ordinaryState(Date.now(), seededRandom(1)), 1);
}

async function sweepOverSockets(
  files: FunctionFiles,
  { integrations, perHost, memoryMb, credentials }: SocketPlan,
  issuedAtOf: IssueTime,
  maxSweeps: number,
): Promise<Scenario & { readonly delays: readonly OwnDelay[] }> {
  const world = createWorld(Date.now());
  await seed(world, integrations, perHost, issuedAtOf, credentials);
  const delays = ownDelays(() => performance.now());
  const server = await startHttpsWorld(world, latencies, seededRandom(2), delays);
  try {
    const process = await startFunction(files, server.port, memoryMb);
    try {
      world.reset();
      const invocations: Invocation[] = [];
      let cpuMs = 0;
      let memory = { peak: 0, heap: 0 };
      const start = Date.now();
      do {
        await sleep(Math.max(0, start + invocations.length * deployment.intervalMs - Date.now()));
        const startedAt = Date.now();
        const ended = await process.invoke({});
        invocations.push({ startedAt, endedAt: Date.now(), summary: ended.summary });
        cpuMs += ended.cpuMs;
        memory = ended.memory;
      } while (invocations.length < maxSweeps && (invocations.at(-1)?.summary.outcomes.deferred ?? 0) > 0);
      const publicationDelaysMs = delays.all().map(({ total }) => total);
      const result = { invocations, cpuMs, memory, publicationDelaysMs, logBytes: 0 };
      return { result, counts: world.counts(), tally: world.tally(integrations), delays: delays.all() };
    } finally {
      process.stop();
    }
  } finally {
    await server.close();
  }
}
