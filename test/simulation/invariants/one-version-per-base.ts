import type { Invariant } from './invariant.ts';

/**
 * Of all who saw the same version under AWSCURRENT one alone writes the next: a doubled tick or a second rotator adds
 * no second version. A version that people put back begins anew.
 */
export const oneVersionPerBase: Invariant = {
  name: 'each base version gets at most one new version',
  watch(_, report) {
    const base = new Map<string, number>();
    const written = new Set<string>();
    return {
      see(seen) {
        if (seen.kind === 'read') base.set(`${seen.invocation} ${seen.integration}`, seen.reign);
        if (seen.kind !== 'put' || seen.result !== 'stored') return;
        const key = `${seen.integration} ${base.get(`${seen.invocation} ${seen.integration}`)}`;
        if (written.has(key)) report(`${seen.integration}: a second version on the same base`);
        written.add(key);
      },
    };
  },
};
