import { Tag } from '../../../functions/contract.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { Invariant } from './invariant.ts';

/**
 * The rotator writes a version of the credentials as accepted only if the invocation read that version last, and wrote
 * an access token or got the answer `active` to a verification. The write or the answer is not needed if the credentials
 * contain the issuing credential. A version that the rotator stored to renew a refresh token counts as accepted already.
 */
export const acceptedImpliesSuccess: Invariant = {
  name: 'a version of the credentials is accepted only after a success',
  watch({ truth }, report) {
    /** Version of the credentials secret that an invocation read last, by invocation and integration. */
    const read = new Map<string, string | undefined>();
    const succeeded = new Set<string>();
    const storedByRotator = new Set<string>();
    const keepsIssuing = ({ published, credentials = [] }: IntegrationTruth) => {
      const issuing = truth.minted.get(published?.accessToken ?? '')?.secret ?? '';
      return credentials.some(({ secret }) => truth.isSameGrant(secret, issuing));
    };
    return {
      see(seen) {
        switch (seen.kind) {
          case 'read':
            read.set(`${seen.invocation} ${seen.integration}`, seen.credentialsVersionId);
            return;
          case 'verified':
            if (seen.answer === 'active') succeeded.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'put':
            if (seen.result !== 'conflict') succeeded.add(`${seen.invocation} ${seen.integration}`);
            return;
          case 'renewed':
            storedByRotator.add(seen.versionId);
            return;
          case 'tagged': {
            const version = seen.tags[Tag.acceptedVersion];
            const one = truth.integrations.get(seen.integration);
            if (version === undefined || version === '' || storedByRotator.has(version) || one === undefined)
              return;
            const key = `${seen.invocation} ${seen.integration}`;
            if (read.get(key) !== version)
              report(`${seen.integration}: accepted a version that was not read`);
            else if (!succeeded.has(key) && !keepsIssuing(one)) {
              report(`${seen.integration}: accepted a version without a success`);
            }
            return;
          }
          case 'ended':
            for (const key of read.keys()) if (key.startsWith(`${seen.invocation} `)) read.delete(key);
            return;
          default:
        }
      },
    };
  },
};
