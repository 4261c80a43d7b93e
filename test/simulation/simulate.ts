import type { Watched } from './invariants/invariant.ts';
import { perform } from './operators/acts.ts';
import { storeDuringRenewal } from './operators/during-a-renewal.ts';
import { onboard } from './operators/onboard.ts';
import { portMode } from './port-mode.ts';
import { START } from './scenario/scenario.ts';
import type { Profile } from './scenario/scenario.ts';
import type { Bug } from './world/code-under-test.ts';
import { coverageRecorder } from './world/coverage.ts';
import type { Coverage } from './world/coverage.ts';
import { draw as diceOf } from './world/draw.ts';
import { environments } from './world/environments.ts';
import { countDisturbedInvocations } from './world/count-disturbed-invocations.ts';
import type { Mode } from './world/mode.ts';
import { noteCoverage } from './world/note-coverage.ts';
import { noteScenario } from './world/note-scenario.ts';
import { scheduler as schedulerOf } from './world/scheduler.ts';
import { schedules as schedulesOf } from './world/schedules.ts';
import { sweepLog } from './world/sweep-log.ts';
import { traceTo } from './world/trace.ts';
import { keepTruth } from './world/truth.ts';
import { noteUsedUpVersions } from './world/version-quota.ts';
import { writeQuota } from './world/write-quota.ts';

/** A violation of an invariant. */
export interface Violation {
  readonly invariant: string;
  /** Ms since the epoch, in simulated time. */
  readonly at: number;
  readonly what: string;
}

/** Result of one seed. */
export interface SimulationResult {
  readonly seed: number;
  readonly profile: Profile;
  readonly violations: readonly Violation[];
  readonly coverage: Coverage;
  readonly steps: number;
  /** Hash of all observations in order: the same seed gives the same hash. */
  readonly traceHash: string;
}

/** Options of a run. */
export interface SimulationOptions {
  /** Receives every line of the trace. */
  readonly print?: (line: string) => void;
  readonly bug?: Bug;
}

/** Limit per invariant and run: more violations add no information. */
const MAX_VIOLATIONS = 5;

/** Runs the real decision and rotation code through the history of one seed. */
export function simulate(seed: number, { print, bug }: SimulationOptions = {}): Promise<SimulationResult> {
  return simulateIn(portMode(bug), seed, print);
}

/**
 * Runs the history of one seed in a mode.
 *
 * @param print receives every line of the trace
 */
export async function simulateIn(
  mode: Mode,
  seed: number,
  print?: (line: string) => void,
): Promise<SimulationResult> {
  await mode.prepare?.();
  const scenario = mode.draw(seed);
  const draw = diceOf(seed ^ 0x5eed);
  const scheduler = schedulerOf(START, draw.fork(), mode.afterStep);
  const { now } = scheduler;
  const { store, alation, functions } = mode.peers(scenario, scheduler, draw);
  const truth = keepTruth(scenario.integrations, store, alation, now, scenario.policy);
  const trace = traceTo(print, mode.repeatable);
  const coverage = coverageRecorder();
  const noteDisturbed = countDisturbedInvocations(coverage);
  const sweeps = sweepLog(scenario.policy.intervalMs);
  const violations: Violation[] = [];

  const world: Watched = {
    scenario,
    latencies: mode.latencies?.(scenario) ?? scenario.latencies,
    scheduler,
    draw,
    policy: scenario.policy,
    store,
    alation,
    truth,
    environments: environments(draw.fork()),
    running: { rotator: new Set(), warner: new Set() },
    unlisted: new Set(),
    mayWrite: {
      put: writeQuota(scenario.otherWritesPerSecond, now),
      tag: writeQuota(scenario.otherWritesPerSecond, now),
    },
    observe(observation) {
      trace.add(now(), observation);
      noteCoverage(coverage, observation);
      noteDisturbed(observation);
      noteUsedUpVersions(world, observation);
      if (observation.kind === 'regenerated') storeDuringRenewal(world, observation.integration);
      for (const watch of watches) watch.see?.(observation);
    },
    sweeps,
    coverage,
  };
  const watches = mode.invariants.map(({ name, watch }) => {
    let reports = 0;
    return watch(world, (what) => {
      if (reports++ < MAX_VIOLATIONS) violations.push({ invariant: name, at: now(), what });
    });
  });

  const schedules = schedulesOf(world, sweeps, functions(world));
  for (const plan of scenario.integrations) onboard(world, plan);
  for (const { act, at, integration } of scenario.acts) {
    const one = truth.integrations.get(integration);
    if (one !== undefined) {
      scheduler.after(at - START, () => perform(world, act, one, schedules.request));
    }
  }
  schedules.start();
  await scheduler.runUntil(scenario.end, () => {
    for (const watch of watches) watch.onStep?.();
  });
  for (const watch of watches) watch.end?.();
  noteScenario(coverage, scenario);
  return {
    seed,
    profile: scenario.profile,
    violations,
    coverage: coverage.read(),
    steps: scheduler.steps(),
    traceHash: trace.hash(),
  };
}
