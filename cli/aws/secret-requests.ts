import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '../../functions/integration/ports.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { askAws, isNotFound } from './ask-aws.ts';

/** A secret without its value; undefined when it does not exist. */
export async function describeSecret(client: SecretsManagerClient, name: string) {
  return askAws(
    'secretsmanager:DescribeSecret',
    name,
    () => client.send(new DescribeSecretCommand({ SecretId: name })),
    { is: isNotFound, means: () => undefined },
  );
}

/** The value under a label; undefined when there is none. */
export async function readValue(
  client: SecretsManagerClient,
  name: string,
  label: string,
): Promise<SecretValue | undefined> {
  const value = await askAws(
    'secretsmanager:GetSecretValue',
    name,
    () => client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: label })),
    // The same exception stands for a secret without a value under that label.
    { is: isNotFound, means: () => undefined },
  );
  if (value === undefined) return undefined;
  return {
    versionId: value.VersionId ?? '',
    text: value.SecretString,
    createdAt: value.CreatedDate?.getTime() ?? 0,
  };
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
  const put = new PutSecretValueCommand({
    SecretId: name,
    ClientRequestToken: versionId,
    SecretString: value.reveal(),
  });
  return askAws(
    'secretsmanager:PutSecretValue',
    name,
    async () => {
      const { VersionStages } = await client.send(put);
      // The same value again under the same id is no error, and moves no label.
      return VersionStages?.includes('AWSCURRENT') ?? true;
    },
    { is: isTaken, means: () => false },
  );
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
  const move = new UpdateSecretVersionStageCommand({
    SecretId: name,
    VersionStage: 'AWSCURRENT',
    RemoveFromVersionId: from,
    MoveToVersionId: to,
  });
  return askAws(
    'secretsmanager:UpdateSecretVersionStage',
    name,
    async () => {
      await client.send(move);
      return true;
    },
    { is: isAttachedElsewhere, means: () => false },
  );
}

function isAttachedElsewhere(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidParameterException';
}
