import { SecretRole, Tag } from '../../../functions/contract.ts';
import type { Invariant } from './invariant.ts';

/** What people store stays as they stored it: the credentials, and the tags that are theirs. */
export const credentialsNeverChanged: Invariant = {
  name: 'the rotator never changes credentials',
  watch({ truth, store }, report) {
    const check = () => {
      for (const one of truth.integrations.values()) {
        if (store.currentCredentials(one.name)?.versionId !== one.credentialsVersionId) {
          report(`${one.name}: the credentials secret has another version than people stored`);
        }
        const tags = store.tagsOf(one.name);
        const isUntouched =
          (tags[Tag.paused] === 'true') === one.paused &&
          tags[Tag.owner] === 'team-data' &&
          tags[Tag.role] === SecretRole.credentials &&
          tags[Tag.integration] === one.name;
        if (!isUntouched) report(`${one.name}: a tag of the people who run it was changed`);
      }
    };
    return {
      see(seen) {
        if (seen.kind === 'put' || seen.kind === 'tagged' || seen.kind === 'ended') check();
      },
    };
  },
};
