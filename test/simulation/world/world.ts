import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import type { InMemoryAlation } from '../../support/in-memory-alation.ts';
import type { InMemoryStore } from '../../support/in-memory-store.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Dice } from './dice.ts';
import type { Environments } from './environments.ts';
import type { FunctionName, Observation } from './observation.ts';
import type { Scheduler } from './scheduler.ts';
import type { Truth } from './truth.ts';

/** Everything around the code under test, and what really happens there. */
export interface World {
  readonly scenario: Scenario;
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  readonly policy: RotationPolicy;
  readonly store: InMemoryStore;
  readonly alation: InMemoryAlation;
  readonly truth: Truth;
  readonly environments: Environments;
  /** Numbers of the invocations that are at work, by function. */
  readonly running: Readonly<Record<FunctionName, Set<number>>>;
  /** Numbers of the invocations whose listing failed: what they passed over is nobody's fault. */
  readonly unlisted: Set<number>;
  /** Whether Secrets Manager lets one more write through now. */
  readonly mayWrite: { readonly put: () => boolean; readonly tag: () => boolean };
  /** Tells everybody who watches. */
  observe(observation: Observation): void;
}
