import { VERSIONS_PER_DAY } from '../world/version-quota.ts';
import type { Invariant } from './invariant.ts';

/**
 * Secrets Manager refuses no version of the rotator because of the quota of a day. The rotator would find that out after
 * the mint, when the published access token may be inactive. A write that conflicts with a stored version needs no quota.
 */
export const versionsKeepTheQuota: Invariant = {
  name: 'no version quota is exceeded',
  watch({ store }, report) {
    /** Integrations to which this step wrote, although the quota was used up. */
    const beyond = new Set<string>();
    return {
      see(seen) {
        if (seen.kind === 'put') beyond.delete(seen.integration);
        if (seen.kind !== 'write' || seen.operation !== 'put') return;
        if (store.versionsOfLastDay(seen.integration) >= VERSIONS_PER_DAY) beyond.add(seen.integration);
      },
      onStep() {
        for (const integration of beyond)
          report(`${integration}: a write beyond ${VERSIONS_PER_DAY} versions in a day`);
        beyond.clear();
      },
    };
  },
};
