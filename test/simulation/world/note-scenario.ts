import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { CoverageRecorder } from './coverage.ts';

/** Counts the circumstances of a run that no single step shows. */
export function noteScenario({ count }: CoverageRecorder, scenario: Scenario): void {
  count('seeds');
  if (scenario.policy !== defaultPolicy) count('seeds with other settings');
  if (scenario.pageSize < scenario.integrations.length) count('seeds with several pages');
  if (scenario.staleReads > 0) count('seeds with stale reads');
  for (const { kinds, sharedWith } of scenario.integrations) {
    if (kinds.length > 2) count('integrations with three credentials');
    if (sharedWith !== undefined) count('integrations that share a credential');
  }
}
