import { MINUTE_MS } from '../../../functions/time.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant } from './invariant.ts';
import { promisedMs, servedPartMs, usedUpMs } from './promise.ts';

/**
 * With two credentials and at most one fault at a time, an access token works at the read and for the promised time.
 * Neither its expiry nor a mint makes it inactive earlier. A renewal does so only if Alation revokes other tokens than
 * those of the renewed refresh token. Two concurrent rotators, for example a sweep and a request, do not count as one
 * fault: see `gaps-are-bounded`.
 */
export const twoCredentialsNoGap: Invariant = {
  name: 'with two credentials, an access token works for the promised time after any read',
  watch({ scenario, scheduler, truth, alation, policy, coverage, running }, report) {
    const isPromised =
      (scenario.profile === 'calm' || scenario.profile === 'single-fault') && scenario.sweeps.doubled === 0;
    if (!isPromised) return {};
    let hadTwoRotators = false;
    /** Integrations that renewed a refresh token while renewals revoke other tokens of the user. */
    const affected = new Set<string>();
    const shortfall = (lifetimeMs: number, servedMs: number, readAt: number) => {
      const usedUp = usedUpMs(scenario, readAt);
      coverage.peak(
        'promise: most intervals by which the remaining lifetime is too short',
        (servedPartMs(lifetimeMs, policy) - usedUp - servedMs) / policy.intervalMs,
      );
      return promisedMs(lifetimeMs, policy) - usedUp - servedMs;
    };
    /** Whether the promise applies to an integration: with several credentials, after the first publication. */
    const promisedTo = ({ name, plan, published, credentials = [] }: IntegrationTruth) =>
      plan.kinds.length > 1 &&
      published !== undefined &&
      !affected.has(name) &&
      // A refresh token that a renewal lost is no credential any more.
      credentials.every(({ secret }) => truth.successorOf(secret) === undefined);
    const noteRevoked = (integration: string, accessToken: string | undefined) => {
      const one = truth.integrations.get(integration);
      const revoked = truth.minted.get(accessToken ?? '');
      if (one === undefined || !promisedTo(one) || revoked?.readableUntil === undefined) return;
      const readAt = Math.min(revoked.readableUntil, scheduler.now());
      const servedMs = scheduler.now() - readAt;
      if (shortfall(revoked.expiresAt - revoked.mintedAt, servedMs, readAt) > 0) {
        report(
          `${one.name}: an access token was revoked ${Math.round(servedMs / MINUTE_MS)} min after the last possible read`,
        );
      }
    };
    return {
      onStep() {
        hadTwoRotators ||= running.rotator.size > 1;
        if (hadTwoRotators) return;
        const now = scheduler.now();
        for (const one of truth.integrations.values()) {
          if (!promisedTo(one)) continue;
          const minted = truth.minted.get(one.published?.accessToken ?? '');
          if (minted === undefined || !alation.isActive(one.published?.accessToken ?? '')) {
            report(`${one.name} has no active access token`);
          } else if (shortfall(minted.expiresAt - minted.mintedAt, minted.expiresAt - now, now) > 0) {
            report(
              `${one.name}: its access token expires in only ${Math.round((minted.expiresAt - now) / MINUTE_MS)} min`,
            );
          }
        }
      },
      see(seen) {
        const isHarmful = scenario.behaviour.regeneration.others !== 'kept';
        if (seen.kind === 'regenerated' && isHarmful) affected.add(seen.integration);
        if (hadTwoRotators) return;
        if (seen.kind === 'minted') noteRevoked(seen.integration, seen.superseded);
        // Consumers may still use an access token from before the last rotation.
        if (seen.kind === 'regenerated')
          for (const accessToken of seen.revoked) noteRevoked(seen.integration, accessToken);
      },
    };
  },
};
