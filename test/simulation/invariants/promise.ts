import { HOUR_MS } from '../../../functions/time.ts';
import { INVOCATION_LIMIT_MS, INTERVAL_MS } from '../scenario/scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { MAX_RETRY_AFTER_MS } from '../faults/fault-kind.ts';

/**
 * How long an access token works after a read, in ms, with two credentials and without faults: half the lifetime less
 * the interval until the next sweep, less the interval by which a renewal is advanced to spread load, less the duration
 * of a sweep.
 */
export function promisedMs(lifetimeMs: number): number {
  return lifetimeMs / 2 - 2 * INTERVAL_MS - INVOCATION_LIMIT_MS;
}

/** The longest single fault that two credentials bear, in ms: 11 h for a lifetime of a day. */
export function bearableFaultMs(lifetimeMs: number): number {
  return lifetimeMs / 2 - HOUR_MS;
}

/** The part of the promise that a single fault has used up at a time, in ms. */
export function usedUpMs(scenario: Scenario, at: number): number {
  const fault = faultOf(scenario);
  if (fault === undefined || at < fault.from) return 0;
  const isOver = at > fault.to + 2 * INTERVAL_MS + INVOCATION_LIMIT_MS;
  return isOver ? 0 : at - fault.from;
}

/** The time span of a scenario's single fault; undefined without one. */
function faultOf(scenario: Scenario): { readonly from: number; readonly to: number } | undefined {
  const [episode] = scenario.episodes;
  // Retry-After lasts beyond the last response that sent it.
  if (episode?.kind === 'alation-throttling') {
    return { from: episode.from, to: episode.to + MAX_RETRY_AFTER_MS };
  }
  const [act] = scenario.acts;
  return episode ?? scenario.silence ?? scenario.crashes ?? (act && { from: act.at, to: act.at });
}
