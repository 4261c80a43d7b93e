import { Tag } from '../../../functions/contract.ts';
import type { ListedIntegration } from '../../../functions/integration/ports.ts';
import { checkedOn } from '../../../functions/rotation/skipped-credentials.ts';
import { acceptedAgainIsUsed } from '../invariants/accepted-again-is-used.ts';
import { acceptedImpliesSuccess } from '../invariants/accepted-implies-success.ts';
import { newCredentialIsTried } from '../invariants/new-credential-is-tried.ts';
import { thirdCredentialIsUsed } from '../invariants/third-credential-is-used.ts';
import type { Break } from './break.ts';
import { inListed, inRotator, inStore } from './bugs.ts';

/** Bugs in the choice of credentials and in the record of accepted versions. */
export const credentialBreaks: readonly Break[] = [
  {
    what: 'no sweep makes the daily check of a rejected credential',
    invariant: acceptedAgainIsUsed,
    bug: inRotator(({ store, clock }) => ({
      store: {
        ...store,
        async describeIntegration(integration) {
          const listed = await store.describeIntegration(integration);
          const status = `${listed?.tags[Tag.status]} asked=${checkedOn(integration, clock.now(), true)}`;
          return listed && { ...listed, tags: { ...listed.tags, [Tag.status]: status } };
        },
      },
    })),
  },
  {
    what: 'no sweep detects replaced credentials',
    invariant: newCredentialIsTried,
    bug: inListed(showAccepted),
  },
  {
    what: 'every write of tags marks the stored version as accepted',
    invariant: acceptedImpliesSuccess,
    bug: {
      rotator: (deps, { store }) => ({
        ...deps,
        store: {
          ...deps.store,
          writeTags: (integration, tags) =>
            deps.store.writeTags(integration, {
              ...tags,
              [Tag.acceptedVersion]: store.currentCredentials(integration)?.versionId ?? '',
            }),
        },
      }),
    },
  },
  {
    what: 'the rotator leaves out the third credential',
    invariant: thirdCredentialIsUsed,
    bug: inStore(({ readSecrets }) => ({
      async readSecrets(integration) {
        const { credentials, accessToken } = await readSecrets(integration);
        const text = credentials?.text && withoutThird(credentials.text);
        return { credentials: credentials && { ...credentials, text }, accessToken };
      },
    })),
  },
];

/** If the tags name an accepted version, shows the stored version in its place. */
function showAccepted(listed: ListedIntegration): ListedIntegration {
  return listed.tags[Tag.acceptedVersion] === undefined
    ? listed
    : { ...listed, tags: { ...listed.tags, [Tag.acceptedVersion]: listed.credentialsVersionId ?? '' } };
}

function withoutThird(text: string): string {
  if (!text.startsWith('{"base_url"')) return text;
  const { credentials, ...others }: { credentials: readonly unknown[] } = JSON.parse(text);
  return JSON.stringify({ ...others, credentials: credentials.slice(0, 2) });
}
