import type { Episode } from '../faults/episode.ts';
import type { Dice } from '../world/dice.ts';
import type { Scenario } from './scenario.ts';

/** The faults of the warner: SNS refuses, runs end between alert and tag, two runs at the same time. */
export interface WarnerFaults extends Pick<Scenario, 'warnings' | 'warnerDies'> {
  readonly refusals: readonly Episode[];
}

/** Draws the faults of the warner. It runs rarely, so they last for the whole stretch. */
export function drawWarnerFaults(
  stretch: { readonly from: number; readonly to: number },
  dice: Dice,
): WarnerFaults {
  const kind = dice.pick(['alerts-refused', 'alerts-response-lost']);
  return {
    refusals: dice.chance(0.5) ? [{ kind, ...stretch, rate: dice.pick([0.2, 0.5]) }] : [],
    warnings: { missed: dice.pick([0, 0, 0.3]), doubled: dice.pick([0, 0.2, 0.5]) },
    warnerDies: dice.pick([0, 0, 0.2, 0.5]),
  };
}
