import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '../../functions/rotation/ports.ts';
import type { Sensitive } from '../../functions/rotation/sensitive.ts';
import { askAws, isNotFound } from './ask-aws.ts';

/** A secret without its value; undefined when it does not exist. */
export async function describeSecret(client: SecretsManagerClient, name: string) {
  try {
    return await askAws(
      'secretsmanager:DescribeSecret',
      name,
      () => client.send(new DescribeSecretCommand({ SecretId: name })),
      isNotFound,
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The value under a label; undefined when there is none. */
export async function readValue(
  client: SecretsManagerClient,
  name: string,
  label: string,
): Promise<SecretValue | undefined> {
  try {
    const { VersionId, SecretString, CreatedDate } = await askAws(
      'secretsmanager:GetSecretValue',
      name,
      () => client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: label })),
      isNotFound,
    );
    return { versionId: VersionId ?? '', text: SecretString, createdAt: CreatedDate?.getTime() ?? 0 };
  } catch (error) {
    // The same exception stands for a secret without a value under that label.
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Stores a value under AWSCURRENT. `false` when that VersionId was there before, with whatever value: then nothing
 * changed, and AWSCURRENT is where it was.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export async function putValue(
  client: SecretsManagerClient,
  name: string,
  value: Sensitive,
  versionId: string,
): Promise<boolean> {
  try {
    const { VersionStages } = await askAws(
      'secretsmanager:PutSecretValue',
      name,
      () =>
        client.send(
          new PutSecretValueCommand({
            SecretId: name,
            ClientRequestToken: versionId,
            SecretString: value.reveal(),
          }),
        ),
      isTaken,
    );
    // The same value again under the same id is no error, and moves no label.
    return VersionStages?.includes('AWSCURRENT') ?? true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceExistsException';
}

/**
 * Moves AWSCURRENT from one version to another. `false` when the first one has it no more: then nothing changed.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export async function moveCurrent(
  client: SecretsManagerClient,
  name: string,
  from: string,
  to: string,
): Promise<boolean> {
  try {
    await askAws(
      'secretsmanager:UpdateSecretVersionStage',
      name,
      () =>
        client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: name,
            VersionStage: 'AWSCURRENT',
            RemoveFromVersionId: from,
            MoveToVersionId: to,
          }),
        ),
      isAttachedElsewhere,
    );
    return true;
  } catch (error) {
    if (isAttachedElsewhere(error)) return false;
    throw error;
  }
}

function isAttachedElsewhere(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidParameterException';
}
