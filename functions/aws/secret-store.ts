import {
  DescribeSecretCommand,
  ListSecretVersionIdsCommand,
  TagResourceCommand,
  type Filter,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { INTEGRATION_NAME, SecretRole, Tag } from '../contract.ts';
import type { Clock, ListedIntegration, SecretStore, Tags } from '../integration/ports.ts';
import { listedIntegration } from './listed-integration.ts';
import { secretPages, sendListSecrets } from './secret-pages.ts';
import { createPublishClient, PUBLISH_ATTEMPTS } from './publish-client.ts';
import { putVersion } from './put-version.ts';
import { readSecretValues } from './read-secret-values.ts';
import { secretName } from './secret-names.ts';
import { secretsManagerError } from './secrets-manager-error.ts';
import { sharedReads } from './shared-reads.ts';
import { tagValue } from './tag-value.ts';

/** The dependencies of a `SecretStore` on Secrets Manager. */
export interface SecretStoreOptions {
  /** Made with `clientSettings`. The writes use its connections too. */
  readonly client: SecretsManagerClient;
  /** First segments of every secret's name, without the trailing slash. */
  readonly prefix: string;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Attempts for each write of an access token; six by default. */
  readonly publishAttempts?: number;
}

/**
 * The `SecretStore` on AWS Secrets Manager. IAM: ListSecrets and BatchGetSecretValue on `*`; DescribeSecret,
 * GetSecretValue and TagResource on the credentials secrets; GetSecretValue, PutSecretValue and
 * ListSecretVersionIds on the access-token secrets.
 */
export function createSecretStore({
  client,
  prefix,
  clock,
  publishAttempts = PUBLISH_ATTEMPTS,
}: SecretStoreOptions): SecretStore {
  const publishClient = createPublishClient(client, publishAttempts);
  const readShared = sharedReads(client, clock);
  return {
    listIntegrations: () => listIntegrations(client, prefix),
    describeIntegration: (integration) => describeIntegration(client, prefix, integration),
    async readSecrets(integration, isShared) {
      const names = [
        secretName(prefix, integration, SecretRole.credentials),
        secretName(prefix, integration, SecretRole.accessToken),
      ];
      const read = isShared === true ? readShared(names) : readSecretValues(client, names);
      const [credentials, accessToken] = await read;
      return { credentials, accessToken };
    },
    putAccessToken: (integration, document, versionId) =>
      putVersion(publishClient, secretName(prefix, integration, SecretRole.accessToken), {
        document,
        versionId,
      }),
    versionTimes: (integration) =>
      versionTimes(client, secretName(prefix, integration, SecretRole.accessToken)),
    writeTags: (integration, tags) =>
      writeTags(client, secretName(prefix, integration, SecretRole.credentials), tags),
  };
}

async function* listIntegrations(
  client: SecretsManagerClient,
  prefix: string,
): AsyncGenerator<readonly ListedIntegration[]> {
  const filters: readonly Filter[] = [
    { Key: 'tag-key', Values: [Tag.role] },
    { Key: 'tag-value', Values: [SecretRole.credentials] },
  ];
  for await (const page of secretPages(prefix, filters, sendListSecrets(client, prefix))) {
    const integrations = page
      .map((secret) => listedIntegration(prefix, secret, secret.SecretVersionsToStages))
      .filter((integration) => integration !== undefined);
    if (integrations.length > 0) yield integrations;
  }
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
async function describeIntegration(
  client: SecretsManagerClient,
  prefix: string,
  integration: string,
): Promise<ListedIntegration | undefined> {
  // The name may come from an event. An invalid name could name another secret.
  if (!INTEGRATION_NAME.test(integration)) return undefined;
  const name = secretName(prefix, integration, SecretRole.credentials);
  try {
    const secret = await client.send(new DescribeSecretCommand({ SecretId: name }));
    return listedIntegration(prefix, secret, secret.VersionIdsToStages);
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw secretsManagerError('DescribeSecret', name, error);
  }
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
async function versionTimes(client: SecretsManagerClient, name: string): Promise<readonly number[]> {
  const times: number[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListSecretVersionIdsCommand({ SecretId: name, IncludeDeprecated: true, NextToken });
    const page = await client.send(command).catch((error: unknown) => {
      throw secretsManagerError('ListSecretVersionIds', name, error);
    });
    // A version without a date counts as new.
    for (const { CreatedDate } of page.Versions ?? []) times.push(CreatedDate?.getTime() ?? Infinity);
    // Some emulators end with an empty token.
    NextToken = page.NextToken || undefined;
  } while (NextToken !== undefined);
  return times;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
async function writeTags(client: SecretsManagerClient, name: string, tags: Tags): Promise<void> {
  const list = Object.entries(tags).map(([key, value]) => ({ Key: key, Value: tagValue(value) }));
  if (list.length === 0) return;
  await client.send(new TagResourceCommand({ SecretId: name, Tags: list })).catch((error: unknown) => {
    throw secretsManagerError('TagResource', name, error);
  });
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
