import type { ListedIntegration, SecretStore } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { Invocation } from './invocation.ts';
import type { PortWorld, World } from './world.ts';

/** Secrets Manager for one invocation. */
export function storePort(world: PortWorld, invocation: Invocation): SecretStore {
  const { store, truth, observe } = world;
  const by = invocation.id;
  return {
    async *listIntegrations() {
      const pages = await invocation.call({ operation: 'list' }, async () => {
        const listed: (readonly ListedIntegration[])[] = [];
        for await (const page of store.listIntegrations()) listed.push(page);
        return listed;
      });
      for (const [index, page] of pages.entries()) {
        // Each further page is a call that may fail on its own.
        yield index === 0 ? page : await invocation.call({ operation: 'list' }, async () => page);
        if (index > 0) observe({ kind: 'listed-further-page', invocation: by });
      }
    },
    describeIntegration: (integration) =>
      invocation.call({ operation: 'describe', integration }, async () => {
        const listed = await store.describeIntegration(integration);
        const isStale = listed?.tags !== store.tagsOf(integration);
        observe({ kind: 'described', invocation: by, integration, listed, isStale });
        return listed;
      }),
    readSecrets: (integration) =>
      invocation.call({ operation: 'read', integration }, async () => {
        const secrets = await store.readSecrets(integration);
        observe({
          kind: 'read',
          invocation: by,
          integration,
          publications: truth.publicationsUntil(integration, secrets.accessToken?.versionId),
          credentialsVersionId: secrets.credentials?.versionId,
          isStale:
            secrets.credentials?.versionId !== store.currentCredentials(integration)?.versionId ||
            secrets.accessToken?.versionId !== store.currentAccessToken(integration)?.versionId,
        });
        return secrets;
      }),
    async putAccessToken(integration, document, versionId) {
      const stored = await invocation.call({ operation: 'put', integration }, async () => {
        requireQuota(world, invocation, 'put', integration);
        const isNew = !store.accessTokenVersions(integration).includes(versionId);
        const answer = await store.putAccessToken(integration, document, versionId);
        const result = answer === 'conflict' ? answer : isNew ? 'stored' : 'again';
        if (isNew) truth.noteAccessTokenMoved(integration);
        observe({ kind: 'put', invocation: by, integration, text: document.reveal(), versionId, result });
        return answer;
      });
      if (stored === 'stored') observe({ kind: 'put-confirmed', invocation: by, integration });
      return stored;
    },
    versionTimes: (integration) =>
      invocation.call({ operation: 'versions', integration }, () => store.versionTimes(integration)),
    writeTags: (integration, tags) =>
      invocation.call({ operation: 'tag', integration }, async () => {
        requireQuota(world, invocation, 'tag', integration);
        await store.writeTags(integration, tags);
        observe({ kind: 'tagged', invocation: by, integration, tags });
      }),
  };
}

/**
 * Takes one write from the account's quota. Returns false when Secrets Manager refuses the write because the quota is used
 * up.
 */
export function takeQuota(
  { mayWrite, truth, scheduler, observe }: World,
  { id, function: name }: Invocation,
  operation: 'put' | 'tag',
  integration: string,
): boolean {
  observe({ kind: 'write', invocation: id, integration, operation });
  if (mayWrite[operation]()) return true;
  truth.disturb(integration, scheduler.now());
  observe({ kind: 'fault', invocation: id, function: name, fault: 'quota-exceeded', operation, integration });
  return false;
}

function requireQuota(...write: Parameters<typeof takeQuota>): void {
  if (!takeQuota(...write))
    throw new RotationError('SecretsManagerUnavailable', 'the quota of writes is used up');
}
