import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import type { InMemoryAlation } from '../../support/in-memory-alation.ts';
import type { InMemoryStore } from '../../support/in-memory-store.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Dice } from './dice.ts';
import type { Environments } from './environments.ts';
import type { FunctionName, Observation } from './observation.ts';
import type { Scheduler } from './scheduler.ts';
import type { Truth } from './truth.ts';

/** Everything around the code under test, and its real state. */
export interface World {
  readonly scenario: Scenario;
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly policy: RotationPolicy;
  readonly store: InMemoryStore;
  readonly alation: InMemoryAlation;
  readonly truth: Truth;
  readonly environments: Environments;
  /** Numbers of the running invocations, by function. */
  readonly running: Readonly<Record<FunctionName, Set<number>>>;
  /** Numbers of the invocations whose listing failed. They may leave integrations out. */
  readonly unlisted: Set<number>;
  /** Whether Secrets Manager allows one more write now. */
  readonly mayWrite: { readonly put: () => boolean; readonly tag: () => boolean };
  /** Passes an observation to the trace, the coverage and all invariants. */
  observe(observation: Observation): void;
}
