import { SECOND_MS } from '../../../functions/time.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant } from './invariant.ts';

/**
 * A gap is a time in which consumers read an inactive access token. Without faults a gap lasts no longer than a mint, a
 * verification and a write. With two concurrent rotators the limit is six times as long. After a fault a gap ends within
 * two complete sweeps. The coverage counts gaps.
 */
export const gapsAreBounded: Invariant = {
  name: 'consumers are without an active access token only for a short time',
  watch({ scenario, scheduler, truth, sweeps, coverage }, report) {
    const inactiveSince = new Map<string, number>();
    /** Integrations with a renewed refresh token, if this Alation revokes other tokens of the user at a renewal. */
    const affected = new Set<string>();
    const { others } = scenario.behaviour.regeneration;
    const isCalm = scenario.profile === 'calm';
    const isDoubledOnly = scenario.profile === 'single-fault' && scenario.sweeps.doubled > 0;
    // Two concurrent rotators may revoke each other's access tokens until one stops.
    const boundMs = longestGapMs(scenario) * (isDoubledOnly ? 6 : 1);
    const noteGap = (one: IntegrationTruth, lastedMs: number) => {
      const credentials = one.plan.kinds.length === 1 ? 'one credential' : 'several credentials';
      const circumstances = `${credentials}, ${isCalm ? 'no fault' : isDoubledOnly ? 'two concurrent rotators' : scenario.profile}`;
      coverage.count(`gaps: ${circumstances}`);
      coverage.count(`gap seconds: ${circumstances}`, lastedMs / SECOND_MS);
      coverage.peak(`longest gap in seconds: ${circumstances}`, lastedMs / SECOND_MS);
      if ((isCalm || isDoubledOnly) && lastedMs > boundMs && !affected.has(one.name)) {
        report(`${one.name}: ${circumstances}, and it had no active access token for ${lastedMs} ms`);
      }
    };
    return {
      see(seen) {
        if (seen.kind === 'regenerated' && others !== 'kept') affected.add(seen.integration);
      },
      onStep() {
        for (const one of truth.integrations.values()) {
          const since = inactiveSince.get(one.name);
          if (one.published === undefined || truth.isServed(one) || !truth.isRecoverable(one)) {
            if (since === undefined) continue;
            inactiveSince.delete(one.name);
            if (truth.isServed(one)) noteGap(one, scheduler.now() - since);
          } else if (since === undefined) {
            inactiveSince.set(one.name, scheduler.now());
          } else if (sweeps.completeSince(Math.max(since, one.disturbedUntil)) > 2) {
            report(`${one.name} has no active access token after more than two sweeps`);
            inactiveSince.delete(one.name);
          }
        }
      },
    };
  },
};

/** The longest gap without faults, in ms: the response to the mint, the verification and the write. */
function longestGapMs({ latencies }: Scenario): number {
  return 3 * latencies.alation[1] + 2 * latencies.store[1] + SECOND_MS;
}
