import type { CoverageRecorder } from './coverage.ts';
import type { Observation } from './observation.ts';

/** Counts each invocation with a fault or a crash once. */
export function countDisturbedInvocations({ count }: CoverageRecorder): (seen: Observation) => void {
  const disturbed = new Set<number>();
  return (seen) => {
    if ((seen.kind !== 'fault' && seen.kind !== 'crashed') || disturbed.has(seen.invocation)) return;
    disturbed.add(seen.invocation);
    count(`invocations of the ${seen.function} with a fault or crash`);
  };
}
