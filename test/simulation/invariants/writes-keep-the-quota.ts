import { SECOND_MS } from '../../../functions/time.ts';
import type { Invariant } from './invariant.ts';

/** AWS's quota for an account in one Region. AWS does not raise it. */
const QUOTA_PER_SECOND = 50;

/** No single rotator uses up the write quota that the account shares. */
export const writesKeepTheQuota: Invariant = {
  name: 'no rotator writes more than Secrets Manager allows in a second',
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
