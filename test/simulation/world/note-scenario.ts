import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { CoverageRecorder } from './coverage.ts';

/** Counts the circumstances of a run that no single step shows. */
export function noteScenario({ count }: CoverageRecorder, scenario: Scenario): void {
  count('seeds');
  if (scenario.policy !== defaultPolicy) count('seeds with other settings');
  if (scenario.pageSize < scenario.integrations.length) count('seeds with several pages');
  if (scenario.staleReads > 0) count('seeds with stale reads');
  const { offers, expiry, accessTokens, others } = scenario.behaviour.regeneration;
  if (scenario.integrations.some(({ renews }) => renews === true)) {
    count('seeds with renewals');
    if (offers === 'same') count('seeds with renewals: refresh tokens are extended');
    if (offers === 'unavailable') count('seeds with renewals: the endpoint is unavailable');
    if (expiry !== 'full') count('seeds with renewals: the expiry is kept');
    if (accessTokens !== 'revoked') count('seeds with renewals: access tokens are kept');
    if (others === 'access-tokens-revoked') count('seeds with renewals: other access tokens are revoked');
    if (others === 'refresh-tokens-revoked') count('seeds with renewals: other refresh tokens are revoked');
  }
  for (const { kinds, sharedWith } of scenario.integrations) {
    if (kinds.length > 2) count('integrations with three credentials');
    if (sharedWith !== undefined) count('integrations that share a credential');
  }
}
