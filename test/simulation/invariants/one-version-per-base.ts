import type { Invariant } from './invariant.ts';

/**
 * Only one of the rotators that read the same version under AWSCURRENT writes the next version: a repeated sweep or a
 * second rotator adds no second version. A version that an operator rolls back to counts as a new base.
 */
export const oneVersionPerBase: Invariant = {
  name: 'each base version gets at most one new version',
  watch(_, report) {
    const base = new Map<string, number>();
    const written = new Set<string>();
    return {
      see(seen) {
        if (seen.kind === 'read') base.set(`${seen.invocation} ${seen.integration}`, seen.publications);
        if (seen.kind !== 'put' || seen.result !== 'stored') return;
        const key = `${seen.integration} ${base.get(`${seen.invocation} ${seen.integration}`)}`;
        if (written.has(key)) report(`${seen.integration}: a second version on the same base`);
        written.add(key);
      },
    };
  },
};
