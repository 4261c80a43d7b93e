import type { Invariant } from './invariant.ts';

/** The rate limiter allows the write before a rotation mints: a minted access token must not wait in a queue. */
export const mintOnlyWhenWriteAllowed: Invariant = {
  name: 'the rotator mints only after the rate limiter allowed the write',
  watch(_, report) {
    const allowed = new Map<number, number>();
    const minting = new Map<number, Set<string>>();
    return {
      see(seen) {
        if (seen.kind === 'write-allowed')
          allowed.set(seen.invocation, (allowed.get(seen.invocation) ?? 0) + 1);
        if (seen.kind !== 'mint-requested') return;
        const integrations = minting.get(seen.invocation) ?? new Set();
        minting.set(seen.invocation, integrations.add(seen.integration));
        if (integrations.size > (allowed.get(seen.invocation) ?? 0)) {
          report(`${seen.integration}: a mint was requested before the rate limiter allowed the write`);
        }
      },
    };
  },
};
