import { execFile, type ExecFileException } from 'node:child_process';
import { join } from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { assumeRole, awsEnvironment, clientsOf, roleArn, root, type AwsCredentials } from './account.ts';
import { policy, trustsTheAccount } from './policy.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

/** The result of a run of the command. */
export interface CommandResult {
  readonly exitCode: number;
  /** The JSON document on standard output. */
  readonly output: Record<string, unknown>;
}

/** Runs `alation-tokens` with `--json`. */
export type Command = (prefix: string, ...commandArguments: readonly string[]) => Promise<CommandResult>;

/**
 * The command as an operator runs it, with the permissions of docs/cli.md and no others.
 *
 * @param environment settings with which the command reaches Alation
 * @param RoleName another role for each test file, because they share an account
 */
export async function operatorOf(
  environment: Readonly<Record<string, string>>,
  RoleName = 'operator',
): Promise<Command> {
  const clients = clientsOf(root);
  await clients.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustsTheAccount }));
  await clients.iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'command', PolicyDocument: policy(...PERMISSIONS) }),
  );
  const credentials = await assumeRole(clients, roleArn(RoleName), 'command');
  return (prefix, ...commandArguments) =>
    run(credentials, environment, ['--prefix', prefix, '--json', ...commandArguments]);
}

/** The table "Permissions the command needs" of docs/cli.md. */
const PERMISSIONS = [
  allow('*', 'secretsmanager:ListSecrets', 'scheduler:ListSchedules', 'events:ListRules'),
  allow('*', 'events:ListTargetsByRule', 'lambda:GetFunctionConfiguration', 'logs:FilterLogEvents'),
  allow('*', 'lambda:InvokeFunction'),
  allow('*', 'events:PutEvents', 'sns:Publish', 'sns:ListSubscriptionsByTopic'),
  allow('*', 'sns:GetSubscriptionAttributes'),
  allow('*', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:GetKeyPolicy'),
  allow('arn:*:secret:*/credentials-*', 'secretsmanager:PutSecretValue', 'secretsmanager:TagResource'),
  allow('arn:*:secret:*/credentials-*', 'secretsmanager:UntagResource'),
  allow('arn:*:secret:*/access-token-*', 'secretsmanager:UpdateSecretVersionStage'),
  allow('arn:*:secret:*/access-token-*', 'secretsmanager:GetResourcePolicy'),
  allow('arn:*:secret:*', 'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'),
];

function allow(Resource: string, ...Action: readonly string[]) {
  return { Effect: 'Allow', Action, Resource };
}

async function run(
  credentials: AwsCredentials,
  environment: Readonly<Record<string, string>>,
  commandArguments: readonly string[],
): Promise<CommandResult> {
  const env = { PATH: process.env['PATH'], HOME: '/nowhere', ...awsEnvironment(credentials), ...environment };
  const { error, stdout, stderr } = await new Promise<Ended>((resolve) => {
    execFile(process.execPath, [MAIN, ...commandArguments], { env }, (failure, out, err) =>
      resolve({ error: failure, stdout: out, stderr: err }),
    );
  });
  try {
    const output = JSON.parse(stdout) as Record<string, unknown>;
    return { exitCode: typeof error?.code === 'number' ? error.code : 0, output };
  } catch (cause) {
    const command = `alation-tokens ${commandArguments.join(' ')}`;
    throw new Error(`${command} printed no JSON:\n${stdout}\n${stderr}`, { cause });
  }
}

interface Ended {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}
