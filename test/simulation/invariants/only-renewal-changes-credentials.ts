import { SecretRole, Tag } from '../../../functions/contract.ts';
import type { Invariant } from './invariant.ts';

/** The rotator changes no tag of operators, and stores credentials only to renew a refresh token. */
export const onlyRenewalChangesCredentials: Invariant = {
  name: 'the rotator changes credentials only by a renewal, and changes no tag of operators',
  watch({ truth, store }, report) {
    const check = () => {
      for (const one of truth.integrations.values()) {
        if (store.currentCredentials(one.name)?.versionId !== one.credentialsVersionId) {
          report(
            `${one.name}: the credentials secret has a version that neither an operator nor a renewal stored`,
          );
        }
        const tags = store.tagsOf(one.name);
        const isUntouched =
          (tags[Tag.paused] === 'true') === one.paused &&
          tags[Tag.owner] === 'team-data' &&
          tags[Tag.role] === SecretRole.credentials &&
          tags[Tag.integration] === one.name;
        if (!isUntouched) report(`${one.name}: a tag that belongs to operators was changed`);
      }
    };
    return {
      see(seen) {
        if (seen.kind === 'put' || seen.kind === 'tagged' || seen.kind === 'ended') check();
      },
    };
  },
};
