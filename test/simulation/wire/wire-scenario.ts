import { HOUR_MS } from '../../../functions/time.ts';
import { drawScenario } from '../scenario/draw-scenario.ts';
import { START } from '../scenario/scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { wireFaults } from './wire-faults.ts';

/**
 * Over HTTP a step takes about ten times as long, so histories are shorter. An access token of a day is rotated at least
 * once.
 */
const LONGEST_MS = 20 * HOUR_MS;
/** Refresh tokens need days to expire. */
const LONGEST_EXPIRY_MS = 60 * HOUR_MS;
const MOST_INTEGRATIONS = 30;

/**
 * The scenario of a seed, as far as HTTP can express it, with an earlier end. The undisturbed time at the end has the
 * same length. A single fault is never cut off.
 */
export function drawWireScenario(seed: number): Scenario {
  const scenario = drawScenario(seed);
  const { undisturbedFrom, end, integrations, episodes, scheduleOutage, crashes, acts } = scenario;
  const until = untilOf(scenario);
  const clip = <T extends { readonly from: number; readonly to: number }>(stretch: T): T => ({
    ...stretch,
    to: Math.min(stretch.to, until),
  });
  return {
    ...scenario,
    integrations: integrations
      .slice(0, MOST_INTEGRATIONS)
      .map((plan) => ({ ...plan, sharedWith: undefined })),
    episodes: episodes
      .map(clip)
      .filter(({ from, to, kind }) => from < to && typeof wireFaults[kind] === 'function'),
    scheduleOutage: scheduleOutage && scheduleOutage.from < until ? clip(scheduleOutage) : undefined,
    crashes: crashes && clip(crashes),
    acts: acts.filter(({ at }) => at <= until),
    undisturbedFrom: until,
    end: until + (end - undisturbedFrom),
  };
}

function untilOf({ profile, undisturbedFrom, episodes, scheduleOutage, crashes, acts }: Scenario): number {
  if (profile === 'weeks') return undisturbedFrom;
  const longest = START + (profile === 'expiry' ? LONGEST_EXPIRY_MS : LONGEST_MS);
  if (profile !== 'single-fault') return Math.min(undisturbedFrom, longest);
  const ends = [...episodes, scheduleOutage, crashes].map((stretch) => stretch?.to ?? START);
  return Math.min(undisturbedFrom, Math.max(longest, ...ends, ...acts.map(({ at }) => at)));
}
