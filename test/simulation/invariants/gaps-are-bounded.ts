import { SECOND_MS } from '../scenario/scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant } from './invariant.ts';

/**
 * A gap is a time in which consumers read a dead access token. When nothing is wrong it is no longer than minting,
 * verifying and publishing take, and with two rotators at once some times that; whatever was wrong, it ends with the
 * second tick after. Gaps are counted.
 */
export const gapsAreBounded: Invariant = {
  name: 'no integration is without an active access token for long',
  watch({ scenario, scheduler, truth, sweeps, coverage }, report) {
    const deadSince = new Map<string, number>();
    const isCalm = scenario.profile === 'calm';
    const isDoubledOnly = scenario.profile === 'single-fault' && scenario.ticks.doubled > 0;
    // Of two rotators at once each may kill what the other one publishes, until one of them gives way.
    const boundMs = cutOverMs(scenario) * (isDoubledOnly ? 6 : 1);
    const noteGap = (one: IntegrationTruth, lastedMs: number) => {
      const credentials = one.plan.kinds.length === 1 ? 'one credential' : 'several credentials';
      const circumstances = `${credentials}, ${isCalm ? 'nothing wrong' : isDoubledOnly ? 'two rotators at once' : scenario.profile}`;
      coverage.count(`gaps: ${circumstances}`);
      coverage.count(`gap seconds: ${circumstances}`, lastedMs / SECOND_MS);
      coverage.peak(`longest gap in seconds: ${circumstances}`, lastedMs / SECOND_MS);
      if ((isCalm || isDoubledOnly) && lastedMs > boundMs) {
        report(`${one.name}: ${circumstances}, and it was not served for ${lastedMs} ms`);
      }
    };
    return {
      look() {
        for (const one of truth.integrations.values()) {
          const since = deadSince.get(one.name);
          if (one.published === undefined || truth.isServed(one) || !truth.isRecoverable(one)) {
            if (since === undefined) continue;
            deadSince.delete(one.name);
            if (truth.isServed(one)) noteGap(one, scheduler.now() - since);
          } else if (since === undefined) {
            deadSince.set(one.name, scheduler.now());
          } else if (sweeps.completeSince(Math.max(since, one.disturbedUntil)) > 2) {
            report(`${one.name} is not served after more than two ticks`);
            deadSince.delete(one.name);
          }
        }
      },
    };
  },
};

/** The answer to the mint, a question and its answer, and the write. */
function cutOverMs({ pace }: Scenario): number {
  return 3 * pace.alation[1] + 2 * pace.store[1] + SECOND_MS;
}
