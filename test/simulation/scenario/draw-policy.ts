import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import { HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import { bearableFaultMs } from '../invariants/promise.ts';
import type { Draw } from '../world/draw.ts';
import type { Profile } from './scenario.ts';

/** Fraction of the runs with other settings than the default. */
const OTHER = 0.3;

/** The settings of a run. Synthesis allows all of them. */
export function drawPolicy(profile: Profile, accessTokenLifetimeMs: number, draw: Draw): RotationPolicy {
  // These profiles measure load and warnings. Other settings would only make them longer.
  if (profile === 'crowd' || profile === 'weeks' || !draw.chance(OTHER)) return defaultPolicy;
  const intervalMs = draw.pick([10, 15, 15, 30]) * MINUTE_MS;
  const policy = {
    ...defaultPolicy,
    intervalMs,
    renewalFraction: draw.pick([0.3, 0.4, 0.5, 0.6, 0.7]),
    probeIntervalMs: Math.max(intervalMs, draw.pick([15, 30, 60, 120]) * MINUTE_MS),
  };
  // A shorter fault would end between two sweeps.
  const isTestable = profile !== 'single-fault' || bearableFaultMs(accessTokenLifetimeMs, policy) >= HOUR_MS;
  return isTestable ? policy : defaultPolicy;
}
