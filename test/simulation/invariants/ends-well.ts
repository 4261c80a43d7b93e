import type { Invariant } from './invariant.ts';

/**
 * An invocation in which nothing went wrong ends without an error. Lambda would try it again, and the other invariants
 * wait for what a tick has done: a function that only ever failed would leave them with nothing to say.
 */
export const endsWell: Invariant = {
  name: 'an invocation without faults ends without an error',
  watch(_, report) {
    const troubled = new Set<number>();
    return {
      see(seen) {
        if (seen.kind === 'fault') troubled.add(seen.invocation);
        if (seen.kind !== 'ended') return;
        if (seen.error !== undefined && !troubled.has(seen.invocation)) {
          report(`the ${seen.function} ended with a ${seen.error}`);
        }
        troubled.delete(seen.invocation);
      },
    };
  },
};
