import type { Invariant } from './invariant.ts';

/**
 * An invocation without faults ends without an error. Some invariants check only sweeps that succeeded, so they would
 * miss a function that always fails.
 */
export const endsWithoutError: Invariant = {
  name: 'an invocation without faults ends without an error',
  watch(_, report) {
    const withFaults = new Set<number>();
    return {
      see(seen) {
        if (seen.kind === 'fault') withFaults.add(seen.invocation);
        if (seen.kind !== 'ended') return;
        if (seen.error !== undefined && !withFaults.has(seen.invocation)) {
          report(`the ${seen.function} ended with a ${seen.error}`);
        }
        withFaults.delete(seen.invocation);
      },
    };
  },
};
