import type { Invariant } from './invariant.ts';

/** Secrets Manager accepts at most this many versions of a secret that are younger than a day. */
const QUOTA_PER_DAY = 100;

/**
 * The rotator writes no version that Secrets Manager would refuse because of the quota of a day. It would find that out
 * after the mint, when the published access token may be inactive.
 */
export const versionsKeepTheQuota: Invariant = {
  name: 'no version quota is exceeded',
  watch: ({ store }, report) => ({
    see(seen) {
      if (seen.kind !== 'write' || seen.operation !== 'put') return;
      if (store.versionsOfLastDay(seen.integration) >= QUOTA_PER_DAY) {
        report(`${seen.integration}: a write beyond ${QUOTA_PER_DAY} versions in a day`);
      }
    },
  }),
};
