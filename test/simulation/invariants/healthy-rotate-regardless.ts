import { LISTING_LAG_MS } from '../scenario/scenario.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import { lifeLeftMs, lifetimeMs } from './due.ts';
import type { Invariant } from './invariant.ts';

/**
 * An integration with which nothing is wrong and that is due when a tick begins is renewed when the tick has ended,
 * whatever the others do: malformed secrets, refused credentials, hosts that never answer.
 */
export const healthyRotateRegardless: Invariant = {
  name: 'healthy integrations rotate even when others fail',
  watch(watched, report) {
    const { truth, scheduler, sweeps, scenario, running, unlisted } = watched;
    const due = new Map<number, readonly IntegrationTruth[]>();
    // A crowd may be more than one tick can take.
    if (scenario.profile === 'crowd') return {};
    const isHealthy = (one: IntegrationTruth, since: number) =>
      truth.isRecoverable(one) &&
      truth.usable(one).length === one.credentials?.length &&
      one.disturbedUntil + LISTING_LAG_MS < since &&
      sweeps.completeSince(one.disturbedUntil) >= 2;
    const isDue = (one: IntegrationTruth) => lifeLeftMs(watched, one) <= lifetimeMs(watched, one) / 2;
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
        // What a second rotator is still at work on, it has yet to publish.
        const isOver = !unlisted.has(seen.invocation) && running.rotator.size === 0;
        for (const one of isOver ? (due.get(seen.invocation) ?? []) : []) {
          if (isHealthy(one, seen.startedAt) && isDue(one)) report(`${one.name} was due and was passed over`);
        }
        due.delete(seen.invocation);
      },
    };
  },
};
