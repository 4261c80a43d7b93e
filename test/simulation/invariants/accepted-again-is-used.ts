import { DAY_MS, HOUR_MS } from '../../../functions/time.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import { lifetimeMs, remainingLifetimeMs } from './due.ts';
import type { Invariant, Watched } from './invariant.ts';
import { taggedState } from '../world/tagged-state.ts';

/**
 * About a day after the last fault no tag calls a credential rejected or forbidden that Alation accepts: the rotator
 * checked the credential and minted from it. The rotator checks the issuing credential only when a rotation is due, because
 * the mint would revoke the published access token. When the rotator mints from one of several rejected credentials, it
 * checks the next an hour later.
 */
export const acceptedAgainIsUsed: Invariant = {
  name: 'a rejected or forbidden credential that Alation accepts again is used within about a day',
  watch(watched, report) {
    const { truth, scheduler, policy, coverage } = watched;
    /** Since when the tags wrongly call a credential rejected or forbidden, by the secret of the credential. */
    const wronglySince = new Map<string, number>();
    const restart = (integration: string | undefined) => {
      for (const secret of wronglySince.keys()) {
        if (integration === undefined || truth.ownerOf(secret) === integration) wronglySince.delete(secret);
      }
    };
    const check = (one: IntegrationTruth) => {
      const wrong = one.paused ? new Set<string>() : wronglySkipped(watched, one);
      for (const { secret, name } of one.credentials ?? []) {
        if (!wrong.has(name)) {
          if (wronglySince.delete(secret))
            coverage.count('rejected or forbidden credentials that Alation accepted again');
          continue;
        }
        const since = wronglySince.get(secret) ?? scheduler.now();
        wronglySince.set(secret, since);
        const others = (one.credentials ?? []).length - 1;
        if (scheduler.now() - since <= DAY_MS + others * HOUR_MS + 3 * policy.intervalMs) continue;
        wronglySince.delete(secret);
        report(
          `${one.name}: "${name}" has been rejected or forbidden in the tags for over a day, although Alation accepts it`,
        );
      }
    };
    return {
      see(seen) {
        if (seen.kind === 'fault' && seen.function === 'rotator') restart(seen.integration);
        if (seen.kind === 'crashed') restart(undefined);
        if (seen.kind !== 'ended' || seen.function !== 'rotator' || seen.only.length > 0) return;
        for (const one of truth.integrations.values()) if (one.plan.fault === undefined) check(one);
      },
    };
  },
};

/**
 * Names of the credentials that the tags call rejected or forbidden and Alation accepts. The issuing credential counts
 * only when a rotation is due.
 */
function wronglySkipped(watched: Watched, one: IntegrationTruth): ReadonlySet<string> {
  const { store, alation, policy } = watched;
  const { credentials, accessToken } = taggedState(store, one.name);
  const isEarly = remainingLifetimeMs(watched, one) > lifetimeMs(watched, one) * (1 - policy.renewalFraction);
  const accepted = (one.credentials ?? []).filter(({ secret }) => alation.accepts(secret));
  return new Set(
    credentials
      .filter(({ state }) => state === 'rejected' || state === 'forbidden')
      .filter(({ versionId }) => versionId === one.credentialsVersionId)
      .map(({ name }) => name)
      .filter((name) => accepted.some((credential) => credential.name === name))
      .filter((name) => !(isEarly && name === accessToken?.credential)),
  );
}
