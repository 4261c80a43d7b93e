import type { Episode } from '../faults/episode.ts';
import { HOUR_MS } from '../../../functions/time.ts';
import type { Draw } from '../world/draw.ts';
import { START } from './scenario.ts';
import type { Act, Scenario } from './scenario.ts';

/** Faults that change the complete run. Few runs have them, so that the other runs show the effects of other faults. */
export interface RareFaults extends Pick<Scenario, 'acts'> {
  readonly episodes: readonly Episode[];
}

const NONE: RareFaults = { acts: [], episodes: [] };

/** Draws a rare fault, in 5 of 13 runs with storms or operators. */
export function drawRareFault(
  { profile, integrations, undisturbedFrom }: Pick<Scenario, 'profile' | 'integrations' | 'undisturbedFrom'>,
  draw: Draw,
): RareFaults {
  if (profile !== 'storm' && profile !== 'operators') return NONE;
  const from = draw.between(START + HOUR_MS, undisturbedFrom);
  const integration = integrations[draw.between(0, integrations.length - 1)]?.name ?? 'team-0';
  const act = (name: Act): RareFaults => ({ ...NONE, acts: [{ act: name, at: from, integration }] });
  return draw.weighted([
    [8, NONE],
    [2, act('request-storm')],
    [1, act('suspend-one')],
    [1, act('forbid-one')],
    [1, { ...NONE, episodes: [rejecting(from, undisturbedFrom, draw)] }],
  ]);
}

/** For hours, Alation rejects valid credentials: at every request, or at 30 % of the requests. */
function rejecting(from: number, undisturbedFrom: number, draw: Draw): Episode {
  const to = Math.min(undisturbedFrom, from + draw.between(1, 8) * HOUR_MS);
  return { kind: 'alation-rejecting', from, to, rate: draw.pick([1, 0.3]) };
}
