import { parseIntegrationState } from '../../../functions/integration/integration-state.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant, Watched } from './invariant.ts';

/**
 * Two ticks after the last trouble everything that can be helped is well: served, verified, and so recorded. What
 * people or strangers did to an access token counts as trouble until the next probe, for nobody tells the rotator.
 */
export const convergesWithinTwoTicks: Invariant = {
  name: 'after the faults stop everything recoverable converges within two ticks',
  watch(watched, report) {
    const { truth, sweeps, running, scheduler, policy } = watched;
    let lastOverlapAt = -Infinity;
    const check = () => {
      if (running.rotator.size > 0) return;
      for (const one of truth.integrations.values()) {
        if (!truth.isRecoverable(one) || sweeps.completeSince(one.disturbedUntil) < 2) continue;
        // Of two rotators at once the slower one may keep in tags what it began with, until the next probe.
        const tagsAreSettled = sweeps.completeSince(lastOverlapAt + policy.probeIntervalMs) >= 2;
        const missing =
          whatIsMissing(watched, one) ?? (tagsAreSettled ? whatTagsGotWrong(watched, one) : undefined);
        if (missing !== undefined) report(`${one.name}: ${missing}`);
      }
    };
    return {
      see(seen) {
        if (seen.kind === 'started' && running.rotator.size > 1) lastOverlapAt = scheduler.now();
        if (seen.kind === 'ended' && seen.function === 'rotator' && seen.only.length === 0) check();
      },
      end: check,
    };
  },
};

function whatIsMissing({ truth, store }: Watched, one: IntegrationTruth): string | undefined {
  const integrationState = parseIntegrationState(store.tagsOf(one.name));
  const { state, code } = integrationState.status ?? {};
  if (!truth.isServed(one)) return 'it is not served';
  if (state !== 'fresh') return `its state is ${state} with ${code}`;
  if (integrationState.accessToken?.verified !== true) return 'its access token is not verified';
  if (integrationState.acceptedVersion !== one.credentialsVersionId)
    return 'its credentials are not accepted';
  return integrationState.backoff === undefined ? undefined : 'it is backing off';
}

function whatTagsGotWrong({ truth, store }: Watched, one: IntegrationTruth): string | undefined {
  const integrationState = parseIntegrationState(store.tagsOf(one.name));
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  const named = one.credentials?.find(({ secret }) => secret === minted?.secret)?.name;
  // Without its fingerprint they have the name from when it was minted, which people may have given to another since.
  if (integrationState.accessToken?.fingerprint === undefined) return undefined;
  return named === undefined || named === integrationState.accessToken.credential
    ? undefined
    : 'its tags name another credential than the one that minted';
}
