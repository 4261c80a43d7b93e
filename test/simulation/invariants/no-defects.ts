import type { Invariant } from './invariant.ts';

/** Whatever goes wrong has a name that tells who must act, and no invocation is cut off by Lambda's time limit. */
export const noDefects: Invariant = {
  name: 'every failure has a code, and no invocation runs into the time limit',
  watch: (_, report) => ({
    see(seen) {
      if (seen.kind === 'log' && seen.fields['code'] === 'Unexpected' && seen.event !== 'AlertNotPublished') {
        report(`${seen.event}: ${JSON.stringify(seen.fields)}`);
      }
      const named = seen.kind === 'ended' && seen.function === 'rotator' ? 'RotationError' : 'Error';
      if (
        seen.kind === 'ended' &&
        seen.error !== undefined &&
        ![named, 'RotationError'].includes(seen.error)
      ) {
        report(`the ${seen.function} threw a ${seen.error}`);
      }
      if (seen.kind === 'crashed' && seen.by === 'time limit') report(`the ${seen.function} was cut off`);
    },
  }),
};
