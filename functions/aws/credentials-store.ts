import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SecretRole } from '../contract.ts';
import type { CredentialsStore, SecretValue } from '../integration/ports.ts';
import { createPublishClient } from './publish-client.ts';
import { secretName } from './secret-names.ts';
import { secretsManagerError } from './secrets-manager-error.ts';

const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';

/**
 * The `CredentialsStore` on AWS Secrets Manager. IAM on the credentials secrets: GetSecretValue, and PutSecretValue and
 * UpdateSecretVersionStage, which a role has only if refresh tokens are renewed.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export function createCredentialsStore(options: {
  readonly client: SecretsManagerClient;
  /** First segments of every secret's name, without the trailing slash. */
  readonly prefix: string;
}): CredentialsStore {
  const { client } = options;
  const writes = createPublishClient(client);
  const nameOf = (integration: string) => secretName(options.prefix, integration, SecretRole.credentials);
  const read = (integration: string, stage: string) => readStage(client, nameOf(integration), stage);
  return {
    readCurrent: (integration) => read(integration, CURRENT),
    readPending: (integration) => read(integration, PENDING),
    async putPending(integration, document, versionId) {
      const SecretId = nameOf(integration);
      try {
        await writes.send(
          new PutSecretValueCommand({
            SecretId,
            ClientRequestToken: versionId,
            SecretString: document.reveal(),
            VersionStages: [PENDING],
          }),
        );
        return 'stored';
      } catch (error) {
        if (isNamed(error, 'ResourceExistsException')) return 'conflict';
        throw secretsManagerError('PutSecretValue', SecretId, error);
      }
    },
    async moveCurrent(integration, from, to) {
      const SecretId = nameOf(integration);
      try {
        await writes.send(
          new UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage: CURRENT,
            RemoveFromVersionId: from,
            MoveToVersionId: to,
          }),
        );
        return 'moved';
      } catch (error) {
        // Secrets Manager has no error of its own for a label that another version has now.
        if (isNamed(error, 'InvalidParameterException')) return 'refused';
        throw secretsManagerError('UpdateSecretVersionStage', SecretId, error);
      }
    },
  };
}

async function readStage(
  client: SecretsManagerClient,
  name: string,
  stage: string,
): Promise<SecretValue | undefined> {
  try {
    const value = await client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: stage }));
    return {
      versionId: value.VersionId ?? '',
      text: value.SecretString,
      createdAt: value.CreatedDate?.getTime() ?? 0,
    };
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw secretsManagerError('GetSecretValue', name, error);
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
