import {
  DescribeSecretCommand,
  type Filter,
  type ReplicationStatusType,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretRole, Tag } from '../contract.ts';
import { RotationError } from '../integration/rotation-error.ts';
import { secretPages, sendListSecrets } from './secret-pages.ts';
import { integrationOf } from './secret-names.ts';
import { secretsManagerError } from './secrets-manager-error.ts';

/** A replica of an access-token secret that is not in sync. */
export interface StaleReplica {
  readonly integration: string;
  readonly region: string;
  /**
   * `Failed` or `InProgress` from DescribeSecret; `Missing` if the secret has no such replica; `Unknown` if
   * DescribeSecret failed.
   */
  readonly status: string;
  /** The reason: AWS's text, or for `Unknown` the message of this project's error. */
  readonly explanation: string | undefined;
}

/** The number of expected replicas, and the replicas that are not in sync. */
export interface ReplicaStatus {
  readonly replicas: number;
  readonly stale: readonly StaleReplica[];
  /** Number of access-token secrets for which DescribeSecret failed. */
  readonly notDescribed: number;
}

/**
 * Reads the replication status of the access-token secrets. The function checks the secrets that the infrastructure
 * tagged with replica Regions, and reads no value. If a secret cannot be described, the other secrets are still
 * checked. IAM: ListSecrets on `*`, DescribeSecret on the access-token secrets.
 *
 * @throws RotationError if the secrets cannot be listed
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicationStatusType.html
 */
export async function readReplicaStatus(
  client: SecretsManagerClient,
  prefix: string,
): Promise<ReplicaStatus> {
  let replicas = 0;
  let notDescribed = 0;
  const stale: StaleReplica[] = [];
  const replicated: readonly Filter[] = [{ Key: 'tag-key', Values: [Tag.replicas] }];
  for await (const page of secretPages(prefix, replicated, sendListSecrets(client, prefix))) {
    for (const secret of page) {
      const integration = integrationOf(prefix, secret.Name, SecretRole.accessToken);
      const regions = (secret.Tags?.find(({ Key }) => Key === Tag.replicas)?.Value ?? '')
        .split(' ')
        .filter(Boolean);
      if (integration === undefined || regions.length === 0) continue;
      replicas += regions.length;
      const statuses = await statusesOf(client, secret.Name ?? '');
      if (statuses instanceof RotationError) notDescribed += 1;
      for (const region of regions) {
        const replica = replicaIn(region, statuses);
        if (replica.status !== 'InSync') stale.push({ integration, region, ...replica });
      }
    }
  }
  return { replicas, stale, notDescribed };
}

async function statusesOf(
  client: SecretsManagerClient,
  name: string,
): Promise<readonly ReplicationStatusType[] | RotationError> {
  try {
    const { ReplicationStatus = [] } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    return ReplicationStatus;
  } catch (error) {
    return secretsManagerError('DescribeSecret', name, error);
  }
}

function replicaIn(
  region: string,
  statuses: readonly ReplicationStatusType[] | RotationError,
): Pick<StaleReplica, 'status' | 'explanation'> {
  if (statuses instanceof RotationError) return { status: 'Unknown', explanation: statuses.message };
  const found = statuses.find(({ Region }) => Region === region);
  return { status: found?.Status ?? 'Missing', explanation: found?.StatusMessage };
}
