import { HOUR_MS, INVOCATION_LIMIT_MS, TICK_MS } from '../scenario/scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { MAX_RETRY_AFTER_MS } from '../faults/fault-kind.ts';

/**
 * How long an access token that a consumer reads now lives, with two credentials and nothing wrong: half a life, less
 * the tick that may pass until a renewal is noticed, less the tick by which a renewal may be moved ahead to spread
 * many integrations, less the time of a sweep.
 */
export function promisedMs(lifetimeMs: number): number {
  return lifetimeMs / 2 - 2 * TICK_MS - INVOCATION_LIMIT_MS;
}

/** The longest single fault that two credentials bear: 11 h for a life of a day. */
export function bearableFaultMs(lifetimeMs: number): number {
  return lifetimeMs / 2 - HOUR_MS;
}

/** How much a single fault has used up of the promise by that instant, in ms. */
export function usedUpMs(scenario: Scenario, at: number): number {
  const fault = faultOf(scenario);
  if (fault === undefined || at < fault.from) return 0;
  const isOver = at > fault.to + 2 * TICK_MS + INVOCATION_LIMIT_MS;
  return isOver ? 0 : at - fault.from;
}

/** The one thing that goes wrong in a scenario, if one thing does. */
function faultOf(scenario: Scenario): { readonly from: number; readonly to: number } | undefined {
  const [episode] = scenario.episodes;
  // Being told to stay away lasts beyond the last time of being told.
  if (episode?.kind === 'alation-throttling') {
    return { from: episode.from, to: episode.to + MAX_RETRY_AFTER_MS };
  }
  const [act] = scenario.acts;
  return episode ?? scenario.silence ?? scenario.crashes ?? (act && { from: act.at, to: act.at });
}
