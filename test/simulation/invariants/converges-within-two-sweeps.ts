import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant, Watched } from './invariant.ts';
import { taggedState } from '../world/tagged-state.ts';

/**
 * Two sweeps after the last fault, every recoverable integration is healthy. Its access token is active. Its tags record
 * that the access token is verified and the credentials are accepted, and they record no failure. An act that only a probe
 * can find, such as the revocation of an access token, counts as a fault until the next probe.
 */
export const convergesWithinTwoSweeps: Invariant = {
  name: 'after the faults end, every recoverable integration is healthy within two sweeps',
  watch(watched, report) {
    const { truth, alation, sweeps, running, scheduler, policy } = watched;
    let lastOverlapAt = -Infinity;
    const check = () => {
      if (running.rotator.size > 0) return;
      for (const one of truth.integrations.values()) {
        if (!truth.isRecoverable(one) || sweeps.completeSince(one.disturbedUntil) < 2) continue;
        if (!truth.isServed(one)) report(`${one.name}: it has no active access token`);
        // The slower of two concurrent rotators may write outdated tags. The next sweep corrects a recorded failure, and the
        // next probe corrects the name of the issuing credential.
        if (sweeps.completeSince(lastOverlapAt) < 1) continue;
        // While more than a third of the lifetime is left, a rotation fails at a forbidden credential, and a later sweep
        // retries it.
        if (one.credentials?.some(({ secret }) => alation.isForbidden(secret)) === true) continue;
        const lastDisturbance = Math.max(lastOverlapAt, one.disturbedUntil);
        const namesAreCurrent = sweeps.completeSince(lastDisturbance + policy.probeIntervalMs) >= 2;
        const missing = missingIn(watched, one) ?? (namesAreCurrent ? wrongInTags(watched, one) : undefined);
        if (missing !== undefined) report(`${one.name}: ${missing}`);
      }
    };
    return {
      see(seen) {
        // A rotator with stale tags acts like the slower of two concurrent rotators.
        const isOverlap =
          seen.kind === 'described' ? seen.isStale : seen.kind === 'started' && running.rotator.size > 1;
        if (isOverlap) lastOverlapAt = scheduler.now();
        if (seen.kind === 'ended' && seen.function === 'rotator' && seen.only.length === 0) check();
      },
      end: check,
    };
  },
};

function missingIn({ store }: Watched, one: IntegrationTruth): string | undefined {
  const integrationState = taggedState(store, one.name);
  const { state, code } = integrationState.status ?? {};
  if (state !== 'fresh') return `its state is ${state} with ${code}`;
  if (integrationState.accessToken?.verified !== true) return 'its access token is not verified';
  if (integrationState.acceptedVersion !== one.credentialsVersionId)
    return 'its credentials are not accepted';
  return integrationState.backoff === undefined ? undefined : 'it has a backoff';
}

function wrongInTags({ truth, store }: Watched, one: IntegrationTruth): string | undefined {
  const integrationState = taggedState(store, one.name);
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  const named = one.credentials?.find(({ secret }) => truth.isSameGrant(secret, minted?.secret ?? ''))?.name;
  // Without a fingerprint the tags hold the name that the credential had at the mint. An operator may have reused that
  // name since.
  if (integrationState.accessToken?.fingerprint === undefined) return undefined;
  if (named === undefined || named === integrationState.accessToken.credential) return undefined;
  // The tags tell access tokens apart by their times. Two rotators may mint in the same ms, and one overwrites the tags.
  const isTwin = [...truth.minted.values()].some(
    (other) => other !== minted && other.integration === one.name && other.mintedAt === minted?.mintedAt,
  );
  return isTwin ? undefined : 'its tags do not name the issuing credential';
}
