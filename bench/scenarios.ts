import { seededRandom } from '../local/run/seeded-random.ts';
import { deployment, latencies } from './deployment.ts';
import { startHandler } from './handler-process.ts';
import type { HandlerProcess } from './handler-process.ts';
import type { RunPlan, RunResult } from './messages.ts';
import { allFresh, seed, ordinaryState } from './world/seed.ts';
import type { IssueTime } from './world/seed.ts';
import { createWorld } from './world/world.ts';
import type { Tally, World, WorldCounts } from './world/world.ts';
import { HOUR_MS } from '../functions/time.ts';

const START = Date.UTC(2026, 0, 1);
/** After this time the access token of every integration is due, whatever its slot. */
const ALL_DUE_AFTER_MS = 12 * HOUR_MS;
/** Longer than the time since the epoch, so that the rotator probes nothing. */
const NO_PROBES_MS = 1_000_000_000 * HOUR_MS;

/**
 * Memory in MB of a function whose heap is too small for a listing of 100,000 integrations. Its old generation has nine
 * tenths of this memory. The code uses 7 MB.
 */
const IDLE_MEMORY_MB = 32;

/** The result of one scenario: what the handler measured, and what AWS and Alation counted. */
export interface Scenario {
  readonly result: RunResult;
  readonly counts: WorldCounts;
  readonly tally: Tally;
}

/**
 * Runs an idle sweep, without due work, and then a full sweep, in which every integration is due.
 *
 * The idle sweep runs with a heap into which a listing of 100,000 integrations does not fit.
 */
export async function idleAndFullSweep(
  bundle: string,
  integrations: number,
  perHost: number,
  changes: Partial<RunPlan> = {},
): Promise<{
  readonly idle: Scenario;
  readonly full: Scenario;
  readonly memoryAtStart: RunResult['memory'];
}> {
  const world = await seededWorld(integrations, perHost, allFresh(START));
  const plan = { ...basePlan, probeIntervalMs: NO_PROBES_MS, ...changes };
  const smallHandler = await startHandler(bundle, IDLE_MEMORY_MB);
  const idle = await runIn(world, smallHandler, integrations, { ...plan, maxSweeps: 1 }).finally(
    smallHandler.stop,
  );
  const handler = await startHandler(bundle, deployment.memoryMb);
  const startAt = START + ALL_DUE_AFTER_MS;
  const full = await runIn(world, handler, integrations, { ...plan, startAt, maxSweeps: 1_000 }).finally(
    handler.stop,
  );
  return { idle, full, memoryAtStart: handler.memoryAtStart };
}

/** Runs one sweep of a deployment in its ordinary state: rotations and probes that became due since the last sweep. */
export async function ordinarySweep(
  bundle: string,
  integrations: number,
  perHost: number,
  changes: Partial<RunPlan> = {},
): Promise<Scenario> {
  const world = await seededWorld(integrations, perHost, ordinaryState(START, seededRandom(1)));
  const handler = await startHandler(bundle, deployment.memoryMb);
  try {
    return await runIn(world, handler, integrations, { ...basePlan, ...changes, maxSweeps: 1 });
  } finally {
    handler.stop();
  }
}

const basePlan: RunPlan = {
  startAt: START,
  maxSweeps: 1,
  intervalMs: deployment.intervalMs,
  timeoutMs: deployment.timeoutMs,
  writesPerSecond: deployment.writesPerSecond,
  probeIntervalMs: deployment.probeIntervalMs,
  payloads: [{}],
  latencies,
};

async function seededWorld(integrations: number, perHost: number, issuedAtOf: IssueTime): Promise<World> {
  const world = createWorld(START);
  await seed(world, integrations, perHost, issuedAtOf);
  return world;
}

async function runIn(
  world: World,
  handler: HandlerProcess,
  integrations: number,
  plan: RunPlan,
): Promise<Scenario> {
  world.reset();
  const result = await handler.run(plan, world);
  return { result, counts: world.counts(), tally: world.tally(integrations) };
}
