import type { Invariant } from './invariant.ts';

/** Every failure except an unpublished alert has a code that says who must act. Lambda's time limit stops no invocation. */
export const noDefects: Invariant = {
  name: 'every failure has a code, and no invocation reaches the time limit',
  watch: (_, report) => ({
    see(seen) {
      if (seen.kind === 'log' && seen.fields['code'] === 'Unexpected' && seen.event !== 'AlertNotPublished') {
        report(`${seen.event}: ${JSON.stringify(seen.fields)}`);
      }
      const allowed = seen.kind === 'ended' && seen.function === 'rotator' ? 'RotationError' : 'Error';
      if (
        seen.kind === 'ended' &&
        seen.error !== undefined &&
        ![allowed, 'RotationError'].includes(seen.error)
      ) {
        report(`the ${seen.function} threw a ${seen.error}`);
      }
      if (seen.kind === 'crashed' && seen.by === 'time limit')
        report(`the time limit stopped the ${seen.function}`);
    },
  }),
};
