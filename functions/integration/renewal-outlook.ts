import { DAY_MS } from '../time.ts';
import type { CredentialState, IntegrationState } from './integration-state.ts';
import { renewalObstacle } from './renewal-obstacle.ts';
import type { RenewalPhase, RenewalState } from './renewal-state.ts';

/** From this many days before its expiry on, the owner is warned about a refresh token that the rotator may still renew. */
const WARN_DAYS = 10;
/** `WARN_DAYS` as a fraction of the lifetime, for refresh tokens with a short lifetime. */
const WARN_FRACTION = 0.15;

/** After a renewal with one of these phases, the rotator does not renew again before an operator acts. */
const endsRenewal: ReadonlySet<RenewalPhase> = new Set(['failed', 'unavailable', 'lost', 'harmful']);

/** Whether the last renewal of an integration failed, was not offered, lost the refresh token or was harmful. */
export function hasRenewalFailed(renewal: Pick<RenewalState, 'phase'> | undefined): boolean {
  return renewal !== undefined && endsRenewal.has(renewal.phase);
}

/**
 * Whether the rotator will renew a refresh token by itself: no obstacle exists, and the last renewal of the integration
 * did not fail.
 */
export function renewsItself(
  state: Pick<IntegrationState, 'renews' | 'renewal' | 'credentials' | 'contest'>,
  credential: Pick<CredentialState, 'name' | 'kind' | 'state'>,
): boolean {
  return renewalObstacle(state, credential) === undefined && !hasRenewalFailed(state.renewal);
}

/**
 * The days before expiry at which the owner is warned about a refresh token. If the rotator renews it by itself, only
 * the last stages remain: at these stages the renewal is overdue.
 */
export function warningDaysOf(
  state: IntegrationState,
  credential: CredentialState,
  warningDays: readonly number[],
): readonly number[] {
  const { expiresAt, storedAt } = credential;
  if (!renewsItself(state, credential) || expiresAt === undefined || storedAt === undefined)
    return warningDays;
  const latest = Math.min(WARN_DAYS, (WARN_FRACTION * (expiresAt - storedAt)) / DAY_MS);
  return warningDays.filter((days) => days <= latest);
}
