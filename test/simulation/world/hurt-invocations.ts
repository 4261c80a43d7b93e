import type { CoverageRecorder } from './coverage.ts';
import type { Observation } from './observation.ts';

/** Counts the invocations that a fault or a crash hits, each once. */
export function hurtInvocations({ count }: CoverageRecorder): (seen: Observation) => void {
  const hurt = new Set<number>();
  return (seen) => {
    if ((seen.kind !== 'fault' && seen.kind !== 'crashed') || hurt.has(seen.invocation)) return;
    hurt.add(seen.invocation);
    count(`invocations of the ${seen.function} with a fault or crash`);
  };
}
