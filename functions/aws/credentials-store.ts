import { UpdateSecretVersionStageCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretRole } from '../contract.ts';
import type { CredentialsStore } from '../integration/ports.ts';
import { createPublishClient } from './publish-client.ts';
import { putVersion } from './put-version.ts';
import { readSecretValue } from './read-secret-values.ts';
import { secretName } from './secret-names.ts';
import { secretsManagerError } from './secrets-manager-error.ts';

const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';

/**
 * The `CredentialsStore` on AWS Secrets Manager. IAM on the credentials secrets: GetSecretValue. Only a rotator that
 * renews refresh tokens may also call PutSecretValue and UpdateSecretVersionStage.
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
  return {
    readCurrent: (integration) => readSecretValue(client, nameOf(integration), CURRENT),
    readPending: (integration) => readSecretValue(client, nameOf(integration), PENDING),
    putPending: (integration, document, versionId) =>
      putVersion(writes, nameOf(integration), { document, versionId, stages: [PENDING] }),
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
        // This is also the error if another version has the label now. Secrets Manager has no error for that case only.
        if (error instanceof Error && error.name === 'InvalidParameterException') return 'refused';
        throw secretsManagerError('UpdateSecretVersionStage', SecretId, error);
      }
    },
  };
}
