import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  type APIErrorType,
  type SecretsManagerClient,
  type SecretValueEntry,
} from '@aws-sdk/client-secrets-manager';
import type { SecretValue } from '../integration/ports.ts';
import { rotationErrorOf, secretsManagerError } from './secrets-manager-error.ts';

/** The error for a secret that does not exist, and for a secret without a value under the requested label. */
const NO_VALUE = 'ResourceNotFoundException';

/** Maximum number of secrets of one BatchGetSecretValue. */
export const MAX_BATCH = 20;

/**
 * Reads the values of secrets under AWSCURRENT with one BatchGetSecretValue, in the order of `names` (at most 20). A
 * secret that is missing in the response is read with its own GetSecretValue.
 *
 * The value is `undefined` for a secret without a value and for a secret that does not exist. Secrets Manager throws
 * the same exception for both.
 *
 * @throws RotationError for the first secret that cannot be read
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
 */
export async function readSecretValues(
  client: SecretsManagerClient,
  names: readonly string[],
): Promise<(SecretValue | undefined)[]> {
  const { SecretValues = [], Errors = [] } = await client
    .send(new BatchGetSecretValueCommand({ SecretIdList: [...names] }))
    .catch((error: unknown) => {
      throw secretsManagerError('BatchGetSecretValue', names.join(', '), error);
    });
  return Promise.all(
    names.map(async (name) => {
      const value = SecretValues.find((entry) => entry.Name === name);
      if (value !== undefined) return secretValue(value);
      const error = Errors.find((entry) => isAbout(entry, name));
      if (error === undefined) return readSecretValue(client, name);
      if (error.ErrorCode === NO_VALUE) return undefined;
      throw rotationErrorOf('BatchGetSecretValue', name, {
        name: /^\w{1,80}$/.exec(error.ErrorCode ?? '')?.[0] ?? 'UnknownError',
        status: undefined,
        requestId: undefined,
        unanswered: false,
      });
    }),
  );
}

/**
 * Reads one version of a secret; undefined if no version has that label, or the secret does not exist.
 *
 * @param stage staging label; AWSCURRENT if it is omitted
 * @throws RotationError if the secret cannot be read
 */
export async function readSecretValue(
  client: SecretsManagerClient,
  name: string,
  stage?: string,
): Promise<SecretValue | undefined> {
  try {
    return secretValue(await client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: stage })));
  } catch (error) {
    if (error instanceof Error && error.name === NO_VALUE) return undefined;
    throw secretsManagerError('GetSecretValue', name, error);
  }
}

/** An error names its secret by the requested name or by ARN (`arn:…:secret:<name>-<6 characters>`). */
function isAbout({ SecretId }: APIErrorType, name: string): boolean {
  return SecretId === name || SecretId?.replace(/-\w{6}$/, '').endsWith(`:secret:${name}`) === true;
}

function secretValue(entry: SecretValueEntry): SecretValue {
  return {
    versionId: entry.VersionId ?? '',
    text: entry.SecretString,
    createdAt: entry.CreatedDate?.getTime() ?? 0,
  };
}
