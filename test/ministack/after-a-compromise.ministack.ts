/** Runs commands of docs/security.md and docs/access.md. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, GetRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateKeyCommand, GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { appOptions } from '../support/cdk.ts';
import { clientsOf, roleArn, root } from './account.ts';
import { deployRotator, type DeployedRotator, type Settings } from './deployed-rotator.ts';
import { runDocumented } from './documented-commands.ts';
import { invoke } from './invoke.ts';
import { startMinistack } from './ministack.ts';
import { policy, trustsTheAccount } from './policy.ts';
import { resourcePolicyOf } from './secrets.ts';

const READER = 'compromised-reader';
/** The unique id that AWS puts in place of the ARN of a deleted role. */
const DELETED_ROLE = 'AROAEXAMPLEEXAMPLE123';
const INTEGRATIONS = { tableau: { readers: [roleArn(READER)] } };
const account = clientsOf(root);
let rotator: DeployedRotator;

beforeAll(async () => {
  await account.iam.send(
    new CreateRoleCommand({ RoleName: READER, AssumeRolePolicyDocument: trustsTheAccount }),
  );
  rotator = await deployRotator({ prefix: 'breach', integrations: INTEGRATIONS });
});

const replaced = {
  'ROLE=tableau': `ROLE=${READER}`,
  'arn:aws:iam::444455556666:role/tableau': roleArn(READER),
  'alation/': 'breach/',
  'alation-token-rotator': 'breach-token-rotator',
};

test('the command that ends the sessions of a compromised role attaches the policy of the IAM console', async () => {
  await runDocumented('security.md', 'AWSRevokeOlderSessions', { replaced });

  const { PolicyDocument = '' } = await account.iam.send(
    new GetRolePolicyCommand({ RoleName: READER, PolicyName: 'AWSRevokeOlderSessions' }),
  );
  const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: object[] };
  expect(Statement).toEqual([
    {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        DateLessThan: { 'aws:TokenIssueTime': expect.stringMatching(/^\d{4}(-\d\d){2}T[\d:]{8}Z$/) },
      },
    },
  ]);
});

test('the command for CloudTrail lists the reads of a secret', async () => {
  // This test has its own emulator, because a trail would start the rotators of the other test files.
  const { url, close } = await startMinistack('unpatched', { CLOUDTRAIL_RECORDING: '1' });
  onTestFinished(close);
  const { secrets } = clientsOf(root, url);
  const Name = 'breach/tableau/access-token';
  await secrets.send(new CreateSecretCommand({ Name, SecretString: '{}' }));
  await secrets.send(new GetSecretValueCommand({ SecretId: Name }));

  expect(
    await runDocumented('security.md', 'cloudtrail lookup-events', { replaced, endpoint: url }),
  ).toContain(Name);
});

test('a stopped rotator does not run until an operator starts it again', async () => {
  await runDocumented('security.md', 'put-function-concurrency', { replaced });
  await expect(invoke(rotator.functions.rotator, rotator.logGroups.rotator, {})).rejects.toMatchObject({
    name: 'TooManyRequestsException',
  });

  await runDocumented('security.md', 'delete-function-concurrency', {
    replaced,
    before: `ROTATOR=${rotator.functions.rotator}`,
  });
  expect(await invoke(rotator.functions.rotator, rotator.logGroups.rotator, {})).toMatchObject({
    failed: false,
    errors: [],
  });
});

test('the documented command puts the ARN of a reader whose role was created again back into the policy of the secret', async () => {
  const SecretId = 'breach/tableau/access-token';
  const before = await resourcePolicyOf(SecretId);
  const ResourcePolicy = before.replace(roleArn(READER), DELETED_ROLE);
  expect(ResourcePolicy).not.toBe(before);
  await account.secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));

  await runDocumented('access.md', 'get-resource-policy', { replaced });

  expect(await resourcePolicyOf(SecretId)).toBe(before);
});

test('the documented command puts the ARN of a reader whose role was created again back into the policy of a key', async () => {
  const { KeyMetadata: { KeyId, Arn } = {} } = await account.kms.send(new CreateKeyCommand({}));
  const policyOfKey = async () => (await account.kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy;
  await account.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: allowDecrypt(DELETED_ROLE) }));

  const before = `ID=${DELETED_ROLE} ROLE=${roleArn(READER)} KEY_ARN=${Arn}`;
  await runDocumented('access.md', 'get-key-policy', { replaced, before });

  expect(JSON.parse((await policyOfKey()) ?? '')).toEqual(JSON.parse(allowDecrypt(roleArn(READER))));
});

test('`cdk diff` shows changes of the template, and `cdk drift` shows changes that were made without CloudFormation', async () => {
  expect(await compared({ tableau: {} })).toContain(roleArn(READER));
  const before = await compared(INTEGRATIONS);
  expect(before).toContain('There were no differences');
  expect(before).not.toContain('AWS::Lambda::Function');

  const { lambda } = account;
  const FunctionName = rotator.functions.rotator;
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const ALLOWED_HOSTS = 'alation.example.net';
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { ...Environment?.Variables, ALLOWED_HOSTS } },
    }),
  );

  const after = await compared(INTEGRATIONS);
  expect(after).toContain('There were no differences');
  expect(after).toContain('AWS::Lambda::Function TokenRotator/Rotator');
  expect(after).toContain(ALLOWED_HOSTS);
});

/** What the documented comparison of the stack with these integrations prints. */
function compared(integrations: Settings['integrations']): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'compared-'));
  const options = `${appOptions(folder, { prefix: 'breach', integrations }).join(' ')} 2>&1`;
  const commands = { 'cdk diff': `cdk diff ${options}`, 'cdk drift': `cdk drift ${options}` };
  return runDocumented('security.md', 'cdk drift', { replaced: commands });
}

function allowDecrypt(AWS: string): string {
  return policy({ Effect: 'Allow', Principal: { AWS }, Action: 'kms:Decrypt', Resource: '*' });
}
