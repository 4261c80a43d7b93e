import { LISTING_LAG_MS } from '../scenario/scenario.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import { remainingLifetimeMs, lifetimeMs } from './due.ts';
import type { Invariant } from './invariant.ts';

/**
 * A healthy integration whose rotation is due when a sweep starts has been rotated when the sweep ends, even if other
 * integrations fail: malformed secrets, rejected credentials, hosts that never respond.
 */
export const healthyRotate: Invariant = {
  name: 'healthy integrations are rotated even when other integrations fail',
  watch(watched, report) {
    const { truth, scheduler, sweeps, scenario, running, unlisted, policy } = watched;
    const due = new Map<number, readonly IntegrationTruth[]>();
    // A sweep might not have enough time for a crowd.
    if (scenario.profile === 'crowd') return {};
    const isHealthy = (one: IntegrationTruth, since: number) =>
      truth.isRecoverable(one) &&
      truth.usable(one).length === one.credentials?.length &&
      one.disturbedUntil + LISTING_LAG_MS < since &&
      sweeps.completeSince(one.disturbedUntil) >= 2;
    const isDue = (one: IntegrationTruth) =>
      remainingLifetimeMs(watched, one) <= lifetimeMs(watched, one) * (1 - policy.renewalFraction);
    return {
      see(seen) {
        if (seen.kind === 'started' && seen.function === 'rotator' && seen.only.length === 0) {
          const all = [...truth.integrations.values()];
          due.set(
            seen.invocation,
            all.filter((one) => isHealthy(one, scheduler.now()) && isDue(one)),
          );
        }
        if (seen.kind !== 'ended') return;
        // A second rotator that still runs has yet to publish.
        const isOver = !unlisted.has(seen.invocation) && running.rotator.size === 0;
        for (const one of isOver ? (due.get(seen.invocation) ?? []) : []) {
          if (isHealthy(one, seen.startedAt) && isDue(one))
            report(`a rotation of ${one.name} was due, and there was none`);
        }
        due.delete(seen.invocation);
      },
    };
  },
};
