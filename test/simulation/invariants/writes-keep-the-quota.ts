import { SECOND_MS } from '../../../functions/time.ts';
import type { Invariant } from './invariant.ts';

/** AWS's quota for an account in one Region. AWS does not raise it. */
const QUOTA_PER_SECOND = 50;

/** No single rotator exceeds the quota of PutSecretValue, which all programs of the account share. */
export const writesKeepTheQuota: Invariant = {
  name: 'no rotator writes more versions in a second than Secrets Manager allows',
  watch({ scheduler }, report) {
    const recent = new Map<number, number[]>();
    return {
      see(seen) {
        if (seen.kind !== 'write' || seen.operation !== 'put') return;
        const now = scheduler.now();
        const writes = (recent.get(seen.invocation) ?? []).filter((at) => at > now - SECOND_MS);
        writes.push(now);
        recent.set(seen.invocation, writes);
        if (writes.length > QUOTA_PER_SECOND) report(`${writes.length} writes within a second`);
      },
    };
  },
};
