import type { Invariant } from './invariant.ts';

/** Where nothing goes wrong a rotation mints once: each mint more kills an access token, and counts against Alation. */
export const mintedOnce: Invariant = {
  name: 'without faults a rotation mints once',
  watch({ scenario }, report) {
    if (scenario.profile !== 'calm') return {};
    const minted = new Set<string>();
    return {
      see(seen) {
        if (seen.kind !== 'minted') return;
        const key = `${seen.invocation} ${seen.integration}`;
        if (minted.has(key)) report(`${seen.integration}: minted once more in one invocation`);
        minted.add(key);
      },
    };
  },
};
