import { hostPauses } from '../../../functions/sweep/queue/host-pauses.ts';
import type { HostPauses } from '../../../functions/sweep/queue/host-pauses.ts';
import type { Clock } from '../../../functions/integration/ports.ts';
import { rateLimiter } from '../../../functions/integration/rate-limiter.ts';
import type { RateLimiter } from '../../../functions/integration/rate-limiter.ts';
import type { Draw } from './draw.ts';

/** Rate limit of a rotator's writes per second: the product's default. */
const WRITES_PER_SECOND = 40;

/** State that stays in memory when Lambda reuses an execution environment. */
export interface Environment {
  readonly pauses: HostPauses;
  readonly acquireWrite: RateLimiter;
}

/** Execution environments of the rotator. Each runs one invocation at a time, and is reused or discarded. */
export interface Environments {
  /** Takes an idle or a new environment, which uses the clock of the invocation. */
  take(clock: Clock): Environment;
  /** Returns an environment for reuse. An environment that is not returned is discarded. */
  giveBack(environment: Environment): void;
}

/** Fraction of invocations that start in a new environment although an idle one exists. */
const COLD = 0.2;

/** Creates the environments of a run. */
export function environments(draw: Draw): Environments {
  const idle: Environment[] = [];
  const clockOf = new Map<Environment, { current: Clock }>();
  return {
    take(clock) {
      const used = draw.chance(COLD) ? undefined : idle.pop();
      const clockInUse = used && clockOf.get(used);
      if (used !== undefined && clockInUse !== undefined) {
        clockInUse.current = clock;
        return used;
      }
      const inUse = { current: clock };
      const own: Clock = { now: () => inUse.current.now(), sleep: (ms) => inUse.current.sleep(ms) };
      const made = { pauses: hostPauses(own), acquireWrite: rateLimiter(WRITES_PER_SECOND, own) };
      clockOf.set(made, inUse);
      return made;
    },
    giveBack: (environment) => {
      idle.push(environment);
    },
  };
}
