import type { Episode } from '../faults/episode.ts';
import { HOUR_MS } from '../../../functions/time.ts';
import type { Dice } from '../world/dice.ts';
import { START } from './scenario.ts';
import type { Act, Scenario } from './scenario.ts';

/** Faults that change the whole run. Few runs have them, so that the other runs show other things. */
export interface RareFaults extends Pick<Scenario, 'acts'> {
  readonly episodes: readonly Episode[];
}

const NONE: RareFaults = { acts: [], episodes: [] };

/** Draws a rare fault, in one run of five with storms or operators. */
export function drawRareFault(
  { profile, integrations, quietFrom }: Pick<Scenario, 'profile' | 'integrations' | 'quietFrom'>,
  dice: Dice,
): RareFaults {
  if (profile !== 'storm' && profile !== 'operators') return NONE;
  const from = dice.between(START + HOUR_MS, quietFrom);
  const integration = integrations[dice.between(0, integrations.length - 1)]?.name ?? 'team-0';
  const act = (name: Act): RareFaults => ({ ...NONE, acts: [{ act: name, at: from, integration }] });
  return dice.weighted([
    [8, NONE],
    [1, act('suspend-one')],
    [1, { ...NONE, episodes: [rejecting(from, quietFrom, dice)] }],
  ]);
}

/** Alation rejects valid credentials: often for hours, or now and then. */
function rejecting(from: number, quietFrom: number, dice: Dice): Episode {
  const to = Math.min(quietFrom, from + dice.between(1, 8) * HOUR_MS);
  return { kind: 'alation-rejecting', from, to, rate: dice.pick([1, 0.3]) };
}
