import { HOUR_MS } from '../../../functions/time.ts';
import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import { INVOCATION_LIMIT_MS } from '../scenario/scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { FIND_OUT_SWEEPS } from '../world/truth.ts';
import { MAX_RETRY_AFTER_MS } from '../faults/fault-kind.ts';

/**
 * How long an access token works after a read right before its rotation, in ms, with two credentials: until its expiry or
 * until the next mint from the same credential, whichever comes first.
 */
export function servedPartMs(lifetimeMs: number, { renewalFraction }: RotationPolicy): number {
  return lifetimeMs * Math.min(renewalFraction, 1 - renewalFraction);
}

/**
 * How long an access token works after a read, in ms, with two credentials and without faults: `servedPartMs`
 * minus the interval until the next sweep, the interval by which a rotation is advanced to spread load, and the duration of
 * a sweep.
 */
export function promisedMs(lifetimeMs: number, policy: RotationPolicy): number {
  return servedPartMs(lifetimeMs, policy) - 2 * policy.intervalMs - INVOCATION_LIMIT_MS;
}

/**
 * The longest single fault that leaves consumers with an active access token, with two credentials, in ms: 11 h for a
 * lifetime of a day.
 */
export function bearableFaultMs(lifetimeMs: number, policy: RotationPolicy): number {
  return servedPartMs(lifetimeMs, policy) - Math.max(HOUR_MS, 4 * policy.intervalMs);
}

/** The part of the promise that a single fault has used up at a time, in ms. */
export function usedUpMs(scenario: Scenario, at: number): number {
  const fault = faultOf(scenario);
  if (fault === undefined || at < fault.from) return 0;
  // After a renewal without a response, the rotator checks the refresh token in three sweeps before it mints.
  const sweeps = scenario.integrations.some(({ renews }) => renews === true) ? FIND_OUT_SWEEPS : 2;
  const isOver = at > fault.to + sweeps * scenario.policy.intervalMs + INVOCATION_LIMIT_MS;
  return isOver ? 0 : at - fault.from;
}

/** The time span of a scenario's single fault; undefined without one. */
function faultOf(scenario: Scenario): { readonly from: number; readonly to: number } | undefined {
  const [episode] = scenario.episodes;
  // Retry-After lasts beyond the last response that contained it.
  if (episode?.kind === 'alation-throttling') {
    return { from: episode.from, to: episode.to + MAX_RETRY_AFTER_MS };
  }
  const [act] = scenario.acts;
  return episode ?? scenario.scheduleOutage ?? scenario.crashes ?? (act && { from: act.at, to: act.at });
}
