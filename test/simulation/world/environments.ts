import { hostPauses } from '../../../functions/sweep/queue/host-pauses.ts';
import type { HostPauses } from '../../../functions/sweep/queue/host-pauses.ts';
import type { Clock } from '../../../functions/integration/ports.ts';
import { rateLimiter } from '../../../functions/integration/rate-limiter.ts';
import type { RateLimiter } from '../../../functions/integration/rate-limiter.ts';
import type { Dice } from './dice.ts';

/** Writes a second that a rotator allows itself: the product's default. */
const WRITES_PER_SECOND = 40;

/** What stays in memory when Lambda uses an execution environment again. */
export interface Environment {
  readonly pauses: HostPauses;
  readonly acquireWrite: RateLimiter;
}

/** Lambda's execution environments of the rotator: one invocation at a time each, used again or thrown away. */
export interface Environments {
  /** An idle environment or a new one; its waiting is that of the invocation. */
  take(clock: Clock): Environment;
  /** Has it used again. One that is not given back is gone. */
  giveBack(environment: Environment): void;
}

/** Part of the invocations that begin in a new environment though an idle one is there. */
const COLD = 0.2;

/** Makes the environments of a run. */
export function environments(dice: Dice): Environments {
  const idle: Environment[] = [];
  const clockOf = new Map<Environment, { current: Clock }>();
  return {
    take(clock) {
      const used = dice.chance(COLD) ? undefined : idle.pop();
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
