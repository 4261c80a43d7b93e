import type { Episode } from '../faults/episode.ts';
import type { Draw } from '../world/draw.ts';
import type { Scenario } from './scenario.ts';

/**
 * The faults of the warner: SNS refuses alerts or does not respond, and runs are missed, overlap, or end between alert and
 * tag.
 */
export interface WarnerFaults extends Pick<Scenario, 'warnings' | 'warnerCrashes'> {
  readonly refusals: readonly Episode[];
}

/** Draws the faults of the warner. The warner runs rarely, so the faults of SNS last for the complete time span. */
export function drawWarnerFaults(
  stretch: { readonly from: number; readonly to: number },
  draw: Draw,
): WarnerFaults {
  const kind = draw.pick(['alerts-refused', 'alerts-response-lost']);
  return {
    refusals: draw.chance(0.5) ? [{ kind, ...stretch, rate: draw.pick([0.2, 0.5]) }] : [],
    warnings: { missed: draw.pick([0, 0, 0.3]), doubled: draw.pick([0, 0.2, 0.5]) },
    warnerCrashes: draw.pick([0, 0, 0.2, 0.5]),
  };
}
