import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Sensitive } from '../integration/sensitive.ts';
import { secretsManagerError } from './secrets-manager-error.ts';

/** A new version of a secret. */
export interface NewVersion {
  readonly document: Sensitive;
  /** ClientRequestToken, which becomes the VersionId. */
  readonly versionId: string;
  /**
   * Staging labels.
   * @default - AWSCURRENT
   */
  readonly stages?: string[];
}

/**
 * Stores a version of a secret. A retry with the same value is idempotent. `conflict`: that VersionId exists with another
 * value.
 *
 * @throws RotationError if the version cannot be stored
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export async function putVersion(
  client: SecretsManagerClient,
  name: string,
  { document, versionId, stages }: NewVersion,
): Promise<'stored' | 'conflict'> {
  try {
    await client.send(
      new PutSecretValueCommand({
        SecretId: name,
        ClientRequestToken: versionId,
        SecretString: document.reveal(),
        VersionStages: stages,
      }),
    );
    return 'stored';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceExistsException') return 'conflict';
    throw secretsManagerError('PutSecretValue', name, error);
  }
}
