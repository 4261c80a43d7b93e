import type { Invariant } from './invariant.ts';

/**
 * If a rotation fails, Secrets Manager confirmed no write. The rotator never writes an access token that it found
 * inactive.
 */
export const failuresWriteNoVersion: Invariant = {
  name: 'no rotation fails after Secrets Manager confirmed its write',
  watch(_, report) {
    const written = new Set<string>();
    const knownInactive = new Set<string>();
    return {
      see(seen) {
        switch (seen.kind) {
          case 'put-confirmed':
            written.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'verified':
            if (seen.answer === 'inactive') knownInactive.add(`${seen.invocation} ${seen.accessToken}`);
            return;
          case 'put':
            for (const inactive of knownInactive) {
              const [invocation, accessToken = ''] = inactive.split(' ');
              if (invocation === String(seen.invocation) && seen.text.includes(accessToken)) {
                report(`${seen.integration}: an access token that was found inactive was written`);
              }
            }
            return;
          case 'log': {
            // `StateNotSaved` is the only failure after a successful publication: an operator must act.
            if (seen.event !== 'RotationFailed' || seen.fields['code'] === 'StateNotSaved') return;
            const integration = String(seen.fields['integration']);
            if (written.has(`${seen.invocation} ${integration}`))
              report(`${integration} failed after a confirmed write`);
            return;
          }
          default:
        }
      },
    };
  },
};
