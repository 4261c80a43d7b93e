import { activeContest, type ActiveContest } from '../../functions/integration/contest.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { StatusState } from './status-state.ts';
import { DAY_MS } from '../../functions/time.ts';

/** Default of `--days`: an operator must replace a refresh token with fewer days left. */
export const SOON_DAYS = 14;

/** With fewer days left, an operator must also replace a refresh token that the rotator should have renewed. */
const RENEWAL_DAYS = 7;

/** A step that an operator must take. */
export type Todo =
  | { readonly kind: 'onboard' }
  | { readonly kind: 'replace'; readonly credential: string; readonly why: 'rejected' | 'expiring' | 'lost' }
  /** A renewal was harmful, so nothing is renewed at that Alation any more. `code` is its harm. */
  | { readonly kind: 'stop-renewals'; readonly code: string | undefined }
  | { readonly kind: 'look-up'; readonly code: string | undefined }
  | { readonly kind: 'end-contest'; readonly contest: ActiveContest }
  | { readonly kind: 'doctor' }
  | { readonly kind: 'resume' };

/** An operator must replace a refresh token with fewer than `soonDays` days left. `now` is in ms since the epoch. */
export interface Soon {
  readonly now: number;
  readonly soonDays: number;
}

/** The steps for an integration in this state. */
export function todoOf(
  state: StatusState,
  integrationState: IntegrationState,
  credentials: readonly CredentialStatus[],
  { now, soonDays }: Soon,
): readonly Todo[] {
  const { status } = integrationState;
  const contest = activeContest(integrationState);
  const endContest: readonly Todo[] = contest === undefined ? [] : [{ kind: 'end-contest', contest }];
  const afterRenewal = renewalSteps(integrationState);
  switch (state) {
    case 'paused':
      return [{ kind: 'resume' }];
    case 'awaiting-credentials':
      return [{ kind: 'onboard' }];
    case 'expired':
      return [{ kind: 'doctor' }];
    case 'failing': {
      const found = replacements(credentials, { now, soonDays });
      const isEnough = status?.code === 'CredentialRejected' && found.length > 0;
      const others = found.filter((one) => one.kind !== 'look-up' || one.code !== status?.code);
      const steps: readonly Todo[] = isEnough ? found : [{ kind: 'look-up', code: status?.code }, ...others];
      return [...steps, ...endContest];
    }
    case 'contested':
      return [...endContest, ...afterRenewal, ...replacements(credentials, { now, soonDays })];
    case 'rejected':
    case 'fresh':
    case 'retrying':
      return [...afterRenewal, ...replacements(credentials, { now, soonDays })];
    case 'new-credentials':
      // The tags still describe the earlier credentials.
      return [];
  }
}

/** The steps after a renewal. `replacements` has the step for a refresh token that is recorded as rejected. */
function renewalSteps({ renews, renewal, credentials }: IntegrationState): readonly Todo[] {
  if (renewal?.phase === 'harmful' && renews === true) return [{ kind: 'stop-renewals', code: renewal.code }];
  const lost = credentials.find(
    ({ fingerprint, state }) => state !== 'rejected' && fingerprint === renewal?.fingerprint,
  );
  return renewal?.phase === 'lost' && lost !== undefined
    ? [{ kind: 'replace', credential: lost.name, why: 'lost' }]
    : [];
}

function replacements(credentials: readonly CredentialStatus[], { now, soonDays }: Soon): readonly Todo[] {
  const isForbidden = credentials.some(({ state }) => state === 'forbidden');
  const replaced = credentials.flatMap(({ name, state, expiresAt, renewsItself }): readonly Todo[] => {
    const days = renewsItself ? Math.min(soonDays, RENEWAL_DAYS) : soonDays;
    if (state === 'rejected') return [{ kind: 'replace', credential: name, why: 'rejected' }];
    return expiresAt !== undefined && expiresAt - now < days * DAY_MS
      ? [{ kind: 'replace', credential: name, why: 'expiring' }]
      : [];
  });
  return isForbidden ? [{ kind: 'look-up', code: 'AlationForbidden' }, ...replaced] : replaced;
}
