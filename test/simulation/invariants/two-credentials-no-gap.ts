import { MINUTE_MS } from '../scenario/scenario.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant } from './invariant.ts';
import { promisedMs, usedUpMs } from './promise.ts';

/**
 * With two credentials and at most one thing wrong at a time, a consumer that reads now is let in now, and for as long
 * as promised: neither its expiry nor a mint ends an access token earlier. Two rotators at once are not such a
 * fault: see `gaps-are-bounded`.
 */
export const twoCredentialsNoGap: Invariant = {
  name: 'with two credentials, an access token works for the promised time after any read',
  watch({ scenario, scheduler, truth, alation, coverage }, report) {
    const isPromised =
      (scenario.profile === 'calm' || scenario.profile === 'single-fault') && scenario.ticks.doubled === 0;
    if (!isPromised) return {};
    const shortfall = (lifetimeMs: number, servedMs: number, readAt: number) => {
      const usedUp = usedUpMs(scenario, readAt);
      coverage.peak(
        'promise: most minutes short of half a life',
        (lifetimeMs / 2 - usedUp - servedMs) / MINUTE_MS,
      );
      return promisedMs(lifetimeMs) - usedUp - servedMs;
    };
    return {
      look() {
        const now = scheduler.now();
        for (const one of truth.integrations.values()) {
          if (!promisedTo(one)) continue;
          const minted = truth.minted.get(one.published?.accessToken ?? '');
          if (minted === undefined || !alation.isAlive(one.published?.accessToken ?? '')) {
            report(`${one.name} is not served`);
          } else if (shortfall(minted.expiresAt - minted.mintedAt, minted.expiresAt - now, now) > 0) {
            report(`${one.name}: only ${Math.round((minted.expiresAt - now) / MINUTE_MS)} min are left`);
          }
        }
      },
      see(seen) {
        if (seen.kind !== 'minted' || seen.killed === undefined) return;
        const one = truth.integrations.get(seen.integration);
        const killed = truth.minted.get(seen.killed);
        if (one === undefined || !promisedTo(one) || killed?.readableUntil === undefined) return;
        const readAt = Math.min(killed.readableUntil, scheduler.now());
        const servedMs = scheduler.now() - readAt;
        if (shortfall(killed.expiresAt - killed.mintedAt, servedMs, readAt) > 0) {
          report(`${one.name}: killed ${Math.round(servedMs / MINUTE_MS)} min after it could be read`);
        }
      },
    };
  },
};

/** From its first publication on. */
function promisedTo({ plan, published }: IntegrationTruth): boolean {
  return plan.kinds.length > 1 && published !== undefined;
}
