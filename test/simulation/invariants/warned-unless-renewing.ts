import type { CredentialState, IntegrationState } from '../../../functions/integration/integration-state.ts';
import type { RenewalPhase } from '../../../functions/integration/renewal-state.ts';
import { DAY_MS, MINUTE_MS } from '../../../functions/time.ts';
import { LISTING_LAG_MS } from '../scenario/scenario.ts';
import { WARNING_DAYS } from '../world/code-under-test.ts';
import { taggedState } from '../world/tagged-state.ts';
import { alertedExpiries, isSame } from './alerted-expiries.ts';
import type { Invariant } from './invariant.ts';

/** If the rotator renews a refresh token, warnings start only in the last days or the last part of its lifetime. */
const LAST_DAYS = 10;
const LAST_PART = 0.15;

/** After these phases an operator must act. */
const FAILED: ReadonlySet<RenewalPhase | undefined> = new Set(['failed', 'unavailable', 'lost', 'harmful']);

/**
 * The warning stages of a refresh token, by its tags: all stages, or the last stages while the rotator renews it, another
 * credential is active and the last renewal did not fail.
 */
export function stagesOf(
  { renews, renewal, credentials }: IntegrationState,
  { name, kind, state, expiresAt, storedAt }: CredentialState,
): readonly number[] {
  const hasReserve = credentials.some((other) => other.name !== name && other.state === 'active');
  const isRenewing =
    renews === true &&
    kind === 'refresh-token' &&
    state === 'active' &&
    hasReserve &&
    !FAILED.has(renewal?.phase);
  if (!isRenewing || expiresAt === undefined || storedAt === undefined) return WARNING_DAYS;
  return WARNING_DAYS.filter(
    (days) => days <= Math.min(LAST_DAYS, (LAST_PART * (expiresAt - storedAt)) / DAY_MS),
  );
}

/** The warner sends no warning about the expiry of a refresh token that the rotator will renew in time. */
export const warnedUnlessRenewing: Invariant = {
  name: 'no warning is sent about a refresh token that the rotator will renew in time',
  watch({ store, scheduler, coverage }, report) {
    const changedAt = new Map<string, number>();
    const change = (integration: string) => changedAt.set(integration, scheduler.now());
    return {
      see(seen) {
        if (seen.kind === 'tagged' || seen.kind === 'act') change(seen.integration);
        if (seen.kind !== 'alerted') return;
        const now = scheduler.now();
        for (const { integration, credential, expiresAt, how } of alertedExpiries(seen.alert.body)) {
          const isCurrent = (changedAt.get(integration) ?? 0) < now - LISTING_LAG_MS;
          const state = taggedState(store, integration);
          const one = state.credentials.find(({ name }) => name === credential);
          if (!isCurrent || how === 'expired' || one === undefined) continue;
          const stages = stagesOf(state, one);
          if (stages === WARNING_DAYS || !isSame(one.expiresAt ?? 0, expiresAt)) continue;
          const isReached = stages.some((days) => expiresAt - now < (days + 1) * DAY_MS + MINUTE_MS);
          if (isReached) coverage.count('warnings about a refresh token that was not renewed in time');
          else
            report(`${integration}: a warning was sent although the rotator renews "${credential}" in time`);
        }
      },
    };
  },
};
