import type { Invariant } from './invariant.ts';

/** Two sweeps after the last fault, while no rotator runs, each recoverable integration has an active access token. */
export const activeAfterFaults: Invariant = {
  name: 'two sweeps after the faults end, every recoverable integration has an active access token',
  watch({ truth, sweeps, running }, report) {
    const check = () => {
      if (running.rotator.size > 0) return;
      for (const one of truth.integrations.values()) {
        if (!truth.isRecoverable(one) || sweeps.completeSince(one.disturbedUntil) < 2) continue;
        if (!truth.isServed(one)) report(`${one.name} has no active access token`);
      }
    };
    return {
      see(seen) {
        if (seen.kind === 'ended' || seen.kind === 'crashed') check();
      },
      end: check,
    };
  },
};
