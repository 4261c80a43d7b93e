import type { OperatedAlation } from '../../support/in-memory-alation.ts';
import type { OperatedStore } from '../../support/in-memory-store.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { Latencies, Scenario } from '../scenario/scenario.ts';
import type { Deliver } from './code-under-test.ts';
import type { Draw } from './draw.ts';
import type { Invocation } from './invocation.ts';
import type { FunctionName } from './observation.ts';
import type { Scheduler } from './scheduler.ts';
import type { World } from './world.ts';

/** The two functions in a world. Each returns when its invocation ends. */
export type Functions = Readonly<
  Record<FunctionName, (invocation: Invocation, deliver: Deliver) => Promise<void>>
>;

/** Secrets Manager and Alation of a run, and the functions that call them. */
export interface Peers {
  readonly store: OperatedStore;
  readonly alation: OperatedAlation;
  /** Called once, before the run starts. */
  readonly functions: (world: World) => Functions;
}

/** The code that runs in the simulated histories, and its peers. */
export interface Mode {
  readonly draw: (seed: number) => Scenario;
  /** Called before each run. */
  readonly prepare?: () => Promise<void>;
  readonly invariants: readonly Invariant[];
  readonly peers: (scenario: Scenario, scheduler: Scheduler, draw: Draw) => Peers;
  /** Latencies of one exchange, if a call takes several exchanges. */
  readonly latencies?: (scenario: Scenario) => Latencies;
  /** Resolves when everything that follows from a step has run. */
  readonly afterStep: () => Promise<void>;
  /** Removes from a line of the trace what differs between two runs of the same seed. */
  readonly repeatable?: (line: string) => string;
}
