import type { Invariant } from './invariant.ts';

/** Without faults a rotation mints once: each further mint may revoke an access token, and adds load on Alation. */
export const mintedOnce: Invariant = {
  name: 'without faults a rotation mints once',
  watch({ scenario }, report) {
    if (scenario.profile !== 'calm') return {};
    const minted = new Set<string>();
    return {
      see(seen) {
        if (seen.kind !== 'minted') return;
        const key = `${seen.invocation} ${seen.integration}`;
        if (minted.has(key)) report(`${seen.integration}: minted twice in one invocation`);
        minted.add(key);
      },
    };
  },
};
