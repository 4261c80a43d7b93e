import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Tags } from '../../functions/integration/ports.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { askAws } from './ask-aws.ts';
import { isNotFound } from './error-kind.ts';

/** A secret without a value. */
export interface NewSecret {
  readonly name: string;
  readonly description: string;
  /** Undefined for the AWS managed key. */
  readonly kmsKeyId: string | undefined;
  readonly tags: Tags;
}

/**
 * Creates a secret without a value. `false` if it exists already; then nothing changed.
 *
 * @throws CliError
 */
export async function createSecret(
  client: SecretsManagerClient,
  { name, description, kmsKeyId, tags }: NewSecret,
): Promise<boolean> {
  const create = new CreateSecretCommand({
    Name: name,
    Description: description,
    KmsKeyId: kmsKeyId,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
  const created = await askAws('secretsmanager:CreateSecret', name, () => client.send(create), {
    is: (error) => isNamed('ResourceExistsException', error) || isNamed('InvalidRequestException', error),
    result: (error) => {
      if (isNamed('InvalidRequestException', error)) throw scheduledForDeletion(name);
      return undefined;
    },
  });
  return created !== undefined;
}

function scheduledForDeletion(name: string): CliError {
  return new CliError(`The secret ${name} is scheduled for deletion, so it cannot be created`, {
    code: 'ScheduledForDeletion',
    exitCode: ExitCode.needsPerson,
    todo: [`To use it again: aws secretsmanager restore-secret --secret-id ${name}`],
  });
}

/** The resource policy of a secret, as JSON; undefined if there is no policy or no such secret. Throws `CliError`. */
export async function readPolicy(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  const policy = await askAws(
    'secretsmanager:GetResourcePolicy',
    name,
    () => client.send(new GetResourcePolicyCommand({ SecretId: name })),
    { is: isNotFound, result: () => undefined },
  );
  return policy?.ResourcePolicy;
}

/** Attaches a resource policy. Throws `CliError`. */
export async function putPolicy(client: SecretsManagerClient, name: string, policy: string): Promise<void> {
  const put = new PutResourcePolicyCommand({
    SecretId: name,
    ResourcePolicy: policy,
    BlockPublicPolicy: true,
  });
  await askAws('secretsmanager:PutResourcePolicy', name, () => client.send(put));
}

/**
 * Schedules a secret for deletion in 30 days. Accepts a secret that is missing or already scheduled.
 *
 * @throws CliError if AWS refuses, e.g. because the secret has replicas
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
 */
export async function deleteSecret(client: SecretsManagerClient, name: string): Promise<void> {
  const remove = new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 30 });
  await askAws<unknown, undefined>('secretsmanager:DeleteSecret', name, () => client.send(remove), {
    is: (error) => isNotFound(error) || isScheduled(error) || isReplicated(error),
    result: (error) => {
      if (isReplicated(error)) throw replicated(name);
      return undefined;
    },
  });
}

function replicated(name: string): CliError {
  return new CliError(`The secret ${name} has replicas, so AWS does not delete this secret`, {
    code: 'SecretReplicated',
    exitCode: ExitCode.needsPerson,
    todo: [
      `Make sure that no consumer reads the replicas, and remove the replicas: aws secretsmanager remove-regions-from-replication --secret-id ${name} --remove-replica-regions <region>`,
      'Then run the command again',
    ],
  });
}

const isScheduled = (error: unknown) => isRefusal(error, /deletion/);

const isReplicated = (error: unknown) => isRefusal(error, /replica/i);

/** Whether AWS refused a request because of the state of the secret, and its message matches. */
function isRefusal(error: unknown, message: RegExp): boolean {
  return isNamed('InvalidRequestException', error) && message.test(error.message);
}

function isNamed(name: string, error: unknown): error is Error {
  return error instanceof Error && error.name === name;
}
