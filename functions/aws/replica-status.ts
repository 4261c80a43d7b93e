import {
  DescribeSecretCommand,
  ListSecretsCommand,
  type DescribeSecretCommandOutput,
  type SecretListEntry,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretRole, Tag } from '../contract.ts';
import { integrationOf } from './secret-names.ts';
import { secretsManagerError } from './secrets-manager-error.ts';

/** A replica that Secrets Manager does not call in sync with its access token. */
export interface StaleReplica {
  readonly integration: string;
  readonly region: string;
  /** `Failed` or `InProgress`, as DescribeSecret says; `Missing` where replication was taken away. */
  readonly status: string;
  /** Why, in AWS's words. */
  readonly explanation: string | undefined;
}

/** The replicas that should be there, and those among them that are not current. */
export interface ReplicaStatus {
  readonly replicas: number;
  readonly stale: readonly StaleReplica[];
}

/**
 * Asks Secrets Manager how replication of the access tokens stands. Only secrets that the infrastructure tagged with
 * their replica Regions are looked at; no value is read. IAM: ListSecrets on `*`, DescribeSecret on the access-token
 * secrets.
 *
 * @throws RotationError when Secrets Manager does not answer
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicationStatusType.html
 */
export async function readReplicaStatus(
  client: SecretsManagerClient,
  prefix: string,
): Promise<ReplicaStatus> {
  let replicas = 0;
  const stale: StaleReplica[] = [];
  for await (const secret of replicatedSecrets(client, prefix)) {
    const integration = integrationOf(prefix, secret.Name, SecretRole.accessToken);
    const regions = (secret.Tags?.find(({ Key }) => Key === Tag.replicas)?.Value ?? '')
      .split(' ')
      .filter(Boolean);
    if (integration === undefined || regions.length === 0) continue;
    replicas += regions.length;
    const { ReplicationStatus: statuses = [] } = await describe(client, secret.Name ?? '');
    for (const region of regions) {
      const status = statuses.find(({ Region }) => Region === region);
      if (status?.Status === 'InSync') continue;
      stale.push({
        integration,
        region,
        status: status?.Status ?? 'Missing',
        explanation: status?.StatusMessage,
      });
    }
  }
  return { replicas, stale };
}

async function* replicatedSecrets(
  client: SecretsManagerClient,
  prefix: string,
): AsyncGenerator<SecretListEntry> {
  let nextToken: string | undefined;
  do {
    const page = await client
      .send(
        new ListSecretsCommand({
          MaxResults: 100,
          NextToken: nextToken,
          Filters: [
            { Key: 'name', Values: [`${prefix}/`] },
            { Key: 'tag-key', Values: [Tag.replicas] },
          ],
        }),
      )
      .catch((error: unknown) => {
        throw secretsManagerError('ListSecrets', `${prefix}/`, error);
      });
    yield* page.SecretList ?? [];
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
}

function describe(client: SecretsManagerClient, name: string): Promise<DescribeSecretCommandOutput> {
  return client.send(new DescribeSecretCommand({ SecretId: name })).catch((error: unknown) => {
    throw secretsManagerError('DescribeSecret', name, error);
  });
}
