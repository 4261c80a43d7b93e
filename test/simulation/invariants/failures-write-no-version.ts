import type { Invariant } from './invariant.ts';

/** A rotation that failed wrote nothing it knew of, and nothing that Alation had told it is dead is ever written. */
export const failuresWriteNoVersion: Invariant = {
  name: 'failures never write a version',
  watch(_, report) {
    const written = new Set<string>();
    const knownDead = new Set<string>();
    return {
      see(seen) {
        switch (seen.kind) {
          case 'put-known':
            written.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'verified':
            if (seen.answer === 'inactive') knownDead.add(`${seen.invocation} ${seen.accessToken}`);
            return;
          case 'put':
            for (const dead of knownDead) {
              const [invocation, accessToken = ''] = dead.split(' ');
              if (invocation === String(seen.invocation) && seen.text.includes(accessToken)) {
                report(`${seen.integration}: an access token that was known to be dead was written`);
              }
            }
            return;
          case 'log': {
            if (seen.event !== 'RotationFailed') return;
            const integration = String(seen.fields['integration']);
            if (written.has(`${seen.invocation} ${integration}`)) report(`${integration} failed and wrote`);
            return;
          }
          default:
        }
      },
    };
  },
};
