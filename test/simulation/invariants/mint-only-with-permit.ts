import type { Invariant } from './invariant.ts';

/** Before a rotation mints, it holds a permit to write: a minted access token must not queue for one. */
export const mintOnlyWithPermit: Invariant = {
  name: 'the rotator mints only after the rate limiter allowed the write',
  watch(_, report) {
    const permits = new Map<number, number>();
    const minting = new Map<number, Set<string>>();
    return {
      see(seen) {
        if (seen.kind === 'permit') permits.set(seen.invocation, (permits.get(seen.invocation) ?? 0) + 1);
        if (seen.kind !== 'mint-asked') return;
        const integrations = minting.get(seen.invocation) ?? new Set();
        minting.set(seen.invocation, integrations.add(seen.integration));
        if (integrations.size > (permits.get(seen.invocation) ?? 0)) {
          report(`${seen.integration}: no permit was taken`);
        }
      },
    };
  },
};
