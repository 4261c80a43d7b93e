import type { Invariant } from './invariant.ts';

/** When nobody is at work and the last trouble is two ticks ago, what consumers read is alive. */
export const aliveAtQuiescence: Invariant = {
  name: 'after the faults end, the published access token is active',
  watch({ truth, sweeps, running }, report) {
    const check = () => {
      if (running.rotator.size > 0) return;
      for (const one of truth.integrations.values()) {
        if (!truth.isRecoverable(one) || sweeps.completeSince(one.disturbedUntil) < 2) continue;
        if (!truth.isServed(one)) report(`${one.name} is not served`);
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
