import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import {
  CreateSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { expect, vi } from 'vitest';
import { uniqueName, type Difference, type TestAccount } from './difference.ts';

const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const GUIDE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide';

const secret = (Name: string) => ({
  Type: 'AWS::SecretsManager::Secret',
  DeletionPolicy: 'Retain',
  Properties: { Name },
});

/** Differences in how CloudFormation handles secrets and topics. */
export const templateDifferences: readonly Difference[] = [
  {
    aws: 'a template without a value for a secret creates the secret without a value',
    ministack: 'stores an empty value',
    patch: 'secret_resources.py',
    source: `${REFERENCE}/aws-resource-secretsmanager-secret.html`,
    async check(account) {
      const name = uniqueName();
      await createStack(account, { Resources: { Secret: secret(name) } });
      await expect(account.secrets.send(new GetSecretValueCommand({ SecretId: name }))).rejects.toMatchObject(
        { name: 'ResourceNotFoundException' },
      );
    },
  },
  {
    aws: '`Ref` of a secret is its ARN',
    ministack: 'returns its name',
    patch: 'secret_resources.py',
    source: `${REFERENCE}/aws-resource-secretsmanager-secret.html`,
    async check(account) {
      const { Outputs } = await createStack(account, {
        Resources: { Secret: secret(uniqueName()) },
        Outputs: { Arn: { Value: { Ref: 'Secret' } } },
      });
      expect(Outputs?.[0]?.OutputValue).toMatch(/^arn:aws:secretsmanager:/);
    },
  },
  {
    aws: 'a template attaches a resource policy to a secret',
    ministack: 'does not support `AWS::SecretsManager::ResourcePolicy`',
    patch: 'secret_resources.py',
    source: `${REFERENCE}/aws-resource-secretsmanager-resourcepolicy.html`,
    async check(account) {
      const name = uniqueName();
      const statement = {
        Sid: 'NobodyReads',
        Effect: 'Deny',
        Principal: '*',
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
      };
      const template = {
        Resources: {
          Secret: secret(name),
          Policy: {
            Type: 'AWS::SecretsManager::ResourcePolicy',
            Properties: {
              SecretId: { Ref: 'Secret' },
              ResourcePolicy: { Version: '2012-10-17', Statement: [statement] },
            },
          },
        },
      };
      await expect(createStack(account, template)).resolves.toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
      const { ResourcePolicy } = await account.secrets.send(new GetResourcePolicyCommand({ SecretId: name }));
      expect(ResourcePolicy).toContain('NobodyReads');
    },
  },
  {
    aws: 'a template cannot create a secret whose name exists',
    ministack: 'creates the secret and loses the value of the existing secret',
    patch: 'secret_resources.py',
    source: `${REFERENCE}/aws-resource-secretsmanager-secret.html`,
    async check(account) {
      const name = uniqueName();
      await account.secrets.send(new CreateSecretCommand({ Name: name, SecretString: 'first' }));
      const { StackStatus } = await createStack(account, { Resources: { Secret: secret(name) } });
      expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    },
  },
  {
    aws: 'CloudFormation imports a secret into a stack',
    ministack: 'does not import secrets',
    patch: 'secret_resources.py',
    source: `${GUIDE}/resource-import-supported-resources.html`,
    async check(account) {
      const Name = uniqueName();
      const StackName = uniqueName();
      const { ARN } = await account.secrets.send(new CreateSecretCommand({ Name, SecretString: 'kept' }));
      const status = await importInto(account, StackName, Name, ARN ?? '');
      expect(status).toBe('IMPORT_COMPLETE');
    },
  },
  {
    aws: 'a topic of a template keeps its KMS key',
    ministack: 'drops the property `KmsMasterKeyId`',
    patch: 'encrypted_topics.py',
    source: `${REFERENCE}/aws-resource-sns-topic.html`,
    async check(account) {
      const { KeyMetadata } = await account.kms.send(new CreateKeyCommand({}));
      const { Outputs } = await createStack(account, {
        Resources: {
          Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: KeyMetadata?.KeyId } },
        },
        Outputs: { Arn: { Value: { Ref: 'Topic' } } },
      });
      const { Attributes } = await account.sns.send(
        new GetTopicAttributesCommand({ TopicArn: Outputs?.[0]?.OutputValue }),
      );
      expect(Attributes?.['KmsMasterKeyId']).toBe(KeyMetadata?.KeyId);
    },
  },
];

async function createStack(account: TestAccount, template: object): Promise<Stack> {
  const StackName = uniqueName();
  await account.cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template) }),
  );
  return ended(account, StackName);
}

async function ended({ cloudFormation, wait }: TestAccount, StackName: string): Promise<Stack> {
  return vi.waitFor(async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const [stack] = Stacks;
    expect(stack?.StackStatus).toMatch(/_(COMPLETE|FAILED)$/);
    return stack!;
  }, wait);
}

/** Imports a secret into a new stack, and returns the status of the stack, or the reason why the import failed. */
async function importInto(
  account: TestAccount,
  StackName: string,
  name: string,
  arn: string,
): Promise<string | undefined> {
  const changeSet = { StackName, ChangeSetName: 'import' };
  try {
    await account.cloudFormation.send(
      new CreateChangeSetCommand({
        ...changeSet,
        ChangeSetType: 'IMPORT',
        TemplateBody: JSON.stringify({ Resources: { Secret: secret(name) } }),
        ResourcesToImport: [
          {
            ResourceType: 'AWS::SecretsManager::Secret',
            LogicalResourceId: 'Secret',
            ResourceIdentifier: { Id: arn },
          },
        ],
      }),
    );
    const { Status, StatusReason } = await account.cloudFormation.send(
      new DescribeChangeSetCommand(changeSet),
    );
    if (Status === 'FAILED') return StatusReason;
    await account.cloudFormation.send(new ExecuteChangeSetCommand(changeSet));
  } catch (error) {
    return String(error);
  }
  return (await ended(account, StackName)).StackStatus;
}
