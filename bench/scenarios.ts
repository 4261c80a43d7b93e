import { seededRandom } from '../local/run/seeded-random.ts';
import { deployment, latencies } from './deployment.ts';
import { startHandler } from './handler-process.ts';
import type { HandlerProcess } from './handler-process.ts';
import type { RunPlan, RunResult } from './messages.ts';
import { allFresh, seed, steadyState } from './world/seed.ts';
import type { Age } from './world/seed.ts';
import { createWorld } from './world/world.ts';
import type { Tally, World, WorldCounts } from './world/world.ts';
import { HOUR_MS } from '../functions/time.ts';

const START = Date.UTC(2026, 0, 1);
/** By then every access token of a day is due, whatever its place in the spread. */
const ALL_DUE_AFTER_MS = 12 * HOUR_MS;
/** Longer than any scenario: nothing is probed. */
const NO_PROBES_MS = 10_000 * HOUR_MS;

/** Of which nine tenths are for what lives on the heap; 7 MB of it are the loaded code. */
const IDLE_MEMORY_MB = 32;

/** One scenario: what the handler did, and what the world saw of it. */
export interface Scenario {
  readonly result: RunResult;
  readonly counts: WorldCounts;
  readonly tally: Tally;
}

/**
 * A tick with nothing to do, and the sweep that follows when everything is due at once.
 *
 * The idle tick has a small heap to itself: a listing of 100,000 integrations that were kept would not fit into it.
 */
export async function idleAndSweep(
  bundle: string,
  integrations: number,
  perHost: number,
  changes: Partial<RunPlan> = {},
): Promise<{
  readonly idle: Scenario;
  readonly sweep: Scenario;
  readonly memoryAtStart: RunResult['memory'];
}> {
  const world = await seededWorld(integrations, perHost, allFresh(START));
  const plan = { ...basePlan, probeIntervalMs: NO_PROBES_MS, ...changes };
  const frugal = await startHandler(bundle, IDLE_MEMORY_MB);
  const idle = await runIn(world, frugal, integrations, { ...plan, ticks: 1 }).finally(frugal.stop);
  const handler = await startHandler(bundle, deployment.memoryMb);
  const startAt = START + ALL_DUE_AFTER_MS;
  const sweep = await runIn(world, handler, integrations, { ...plan, startAt, ticks: 1_000 }).finally(
    handler.stop,
  );
  return { idle, sweep, memoryAtStart: handler.memoryAtStart };
}

/** One tick as they are after months: what became due since the last one is renewed, and probed. */
export async function steadyTick(bundle: string, integrations: number, perHost: number): Promise<Scenario> {
  const world = await seededWorld(integrations, perHost, steadyState(START, seededRandom(1)));
  const handler = await startHandler(bundle, deployment.memoryMb);
  try {
    return await runIn(world, handler, integrations, { ...basePlan, ticks: 1 });
  } finally {
    handler.stop();
  }
}

/** The same sweep with real waiting, so that it costs the time it takes. */
export async function realTimeSweep(
  bundle: string,
  integrations: number,
  perHost: number,
): Promise<Scenario> {
  const now = Date.now();
  const world = await seededWorld(integrations, perHost, allFresh(now - ALL_DUE_AFTER_MS), now);
  const handler = await startHandler(bundle, deployment.memoryMb);
  try {
    const plan: RunPlan = { ...basePlan, clock: 'real', probeIntervalMs: NO_PROBES_MS, ticks: 1 };
    return await runIn(world, handler, integrations, plan);
  } finally {
    handler.stop();
  }
}

const basePlan: RunPlan = {
  clock: 'virtual',
  startAt: START,
  ticks: 1,
  tickMs: deployment.tickMs,
  timeoutMs: deployment.timeoutMs,
  writesPerSecond: deployment.writesPerSecond,
  probeIntervalMs: deployment.probeIntervalMs,
  payloads: [{}],
  latencies,
};

async function seededWorld(
  integrations: number,
  perHost: number,
  ageOf: (index: number) => Age,
  start = START,
): Promise<World> {
  const world = createWorld(start);
  await seed(world, integrations, perHost, ageOf);
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
