import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import type { InMemoryAlation, OperatedAlation } from '../../support/in-memory-alation.ts';
import type { InMemoryStore, OperatedStore } from '../../support/in-memory-store.ts';
import type { Latencies, Scenario } from '../scenario/scenario.ts';
import type { Draw } from './draw.ts';
import type { Environments } from './environments.ts';
import type { FunctionName, Observation } from './observation.ts';
import type { Scheduler } from './scheduler.ts';
import type { Truth } from './truth.ts';

/** Everything around the code under test, and its real state. */
export interface World {
  readonly scenario: Scenario;
  /** Latencies of one exchange. `scenario.latencies` are the latencies of a complete call, which may take several exchanges. */
  readonly latencies: Latencies;
  readonly scheduler: Scheduler;
  readonly draw: Draw;
  readonly policy: RotationPolicy;
  readonly store: OperatedStore;
  readonly alation: OperatedAlation;
  readonly truth: Truth;
  readonly environments: Environments;
  /** Numbers of the running invocations, by function. */
  readonly running: Readonly<Record<FunctionName, Set<number>>>;
  /** Numbers of the invocations whose listing failed. They may leave integrations out. */
  readonly unlisted: Set<number>;
  /** Whether Secrets Manager allows one more write now. Each call counts an allowed write. */
  readonly mayWrite: { readonly put: () => boolean; readonly tag: () => boolean };
  /** Passes an observation to the trace, the coverage and all invariants. */
  observe(observation: Observation): void;
}

/** A world whose peers implement the ports of the code under test. */
export interface PortWorld extends World {
  readonly store: InMemoryStore;
  readonly alation: InMemoryAlation;
}
