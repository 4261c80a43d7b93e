import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '../../functions/integration/ports.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { askAws } from './ask-aws.ts';
import { isNotFound } from './error-kind.ts';

/** Describes a secret without its value; undefined if it does not exist. */
export async function describeSecret(client: SecretsManagerClient, name: string) {
  return askAws(
    'secretsmanager:DescribeSecret',
    name,
    () => client.send(new DescribeSecretCommand({ SecretId: name })),
    { is: isNotFound, result: () => undefined },
  );
}

/** The value under a label; undefined if there is none. */
export async function readValue(
  client: SecretsManagerClient,
  name: string,
  label: string,
): Promise<SecretValue | undefined> {
  const value = await askAws(
    'secretsmanager:GetSecretValue',
    name,
    () => client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: label })),
    // Secrets Manager throws the same exception if the secret has no value under this label.
    { is: isNotFound, result: () => undefined },
  );
  if (value === undefined) return undefined;
  return {
    versionId: value.VersionId ?? '',
    text: value.SecretString,
    createdAt: value.CreatedDate?.getTime() ?? 0,
  };
}

/**
 * Stores a value under AWSCURRENT. Returns `false` if the VersionId already exists, unless it has the same value and
 * AWSCURRENT. `false` means that nothing changed, not even AWSCURRENT.
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
      // Secrets Manager accepts the same value under the same VersionId, but moves no label.
      return VersionStages?.includes('AWSCURRENT') ?? true;
    },
    { is: isTaken, result: () => false },
  );
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceExistsException';
}

/**
 * Moves AWSCURRENT from one version to another. Returns `false` if `from` no longer has AWSCURRENT. Then nothing
 * changed.
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
    { is: isAttachedElsewhere, result: () => false },
  );
}

function isAttachedElsewhere(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidParameterException';
}
