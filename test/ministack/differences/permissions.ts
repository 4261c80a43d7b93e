import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, PublishCommand } from '@aws-sdk/client-sns';
import { expect, vi } from 'vitest';
import { verdictOf } from '../access/verdict.ts';
import { uniqueName, type Difference, type TestAccount } from './difference.ts';

const CONDITIONS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html';

/** Differences in the calls that IAM and KMS allow and deny. */
export const permissionDifferences: readonly Difference[] = [
  {
    aws: 'reading the value of a secret needs permission to use its KMS key',
    ministack: 'checks no permission on the key',
    patch: 'secret_keys.py',
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
    async check(account) {
      const SecretId = await encryptedSecret(account);
      const reader = await account.as(allow('secretsmanager:GetSecretValue'));
      expect(await verdictOf(reader.secrets.send(new GetSecretValueCommand({ SecretId })))).toBe('denied');
    },
  },
  {
    aws: 'storing the value of a secret needs permission to use its KMS key',
    ministack: 'checks no permission on the key',
    patch: 'secret_keys.py',
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html',
    async check(account) {
      const SecretId = await encryptedSecret(account);
      const writer = await account.as(allow('secretsmanager:PutSecretValue'), allow('kms:Decrypt'));
      const put = writer.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'new' }));
      expect(await verdictOf(put)).toBe('denied');
    },
  },
  {
    aws: 'publishing to an encrypted topic needs permission to use its KMS key',
    ministack: 'checks no permission on the key',
    patch: 'encrypted_topics.py',
    source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
    async check(account) {
      const { KeyMetadata } = await account.kms.send(new CreateKeyCommand({}));
      const { TopicArn } = await account.sns.send(
        new CreateTopicCommand({
          Name: uniqueName(),
          Attributes: { KmsMasterKeyId: KeyMetadata?.KeyId ?? '' },
        }),
      );
      const publisher = await account.as(allow('sns:Publish'));
      const publish = publisher.sns.send(new PublishCommand({ TopicArn, Message: 'alert' }));
      expect(await verdictOf(publish)).toBe('denied');
    },
  },
  {
    aws: 'in a role session, `aws:PrincipalArn` is the ARN of the role',
    ministack: 'uses the ARN of the session',
    patch: 'condition_keys.py',
    source: CONDITIONS,
    async check(account) {
      const lister = await account.as({
        ...allow('secretsmanager:ListSecrets'),
        Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } },
      });
      expect(await verdictOf(lister.secrets.send(new ListSecretsCommand({})))).toBe('allowed');
    },
  },
  {
    aws: '`aws:SecureTransport` is true in a call over TLS; the patch sets it in every call',
    ministack: 'sets it to false, because the tests use HTTP on 127.0.0.1',
    patch: 'condition_keys.py',
    source: CONDITIONS,
    async check(account) {
      const lister = await account.as({
        ...allow('secretsmanager:ListSecrets'),
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      });
      expect(await verdictOf(lister.secrets.send(new ListSecretsCommand({})))).toBe('allowed');
    },
  },
  {
    aws: 'a policy that a template attaches to an event bus can deny events by their detail-type',
    ministack: 'does not support `AWS::Events::EventBusPolicy` and ignores policies of event buses',
    patch: 'event_bus_policies.py',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html',
    async check(account) {
      const bus = uniqueName();
      await busThatDenies(account, bus, 'Denied');
      const sender = await account.as(allow('events:PutEvents'));
      const put = (DetailType: string) => {
        const entry = { EventBusName: bus, Source: 'test', DetailType, Detail: '{}' };
        return verdictOf(sender.events.send(new PutEventsCommand({ Entries: [entry] })));
      };
      expect([await put('Other'), await put('Denied')]).toEqual(['allowed', 'denied']);
    },
  },
];

/** Creates an event bus from a template that denies events of this detail-type. */
async function busThatDenies({ cloudFormation, wait }: TestAccount, bus: string, detailType: string) {
  const Statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] },
    Condition: { StringEquals: { 'events:detail-type': detailType } },
  };
  const Resources = {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: bus } },
    Policy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: { EventBusName: { Ref: 'Bus' }, StatementId: 'Deny', Statement },
    },
  };
  const create = new CreateStackCommand({ StackName: bus, TemplateBody: JSON.stringify({ Resources }) });
  await expect(cloudFormation.send(create)).resolves.toHaveProperty('StackId');
  await vi.waitFor(async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: bus }));
    expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
  }, wait);
}

function allow(action: string) {
  return { Effect: 'Allow', Action: action, Resource: '*' } as const;
}

/** Creates a secret with a value and its own KMS key. Returns its ARN. */
async function encryptedSecret({ kms, secrets }: TestAccount): Promise<string> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const { ARN } = await secrets.send(
    new CreateSecretCommand({ Name: uniqueName(), SecretString: 'value', KmsKeyId: KeyMetadata?.Arn }),
  );
  return ARN ?? '';
}
