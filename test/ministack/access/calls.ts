import { randomUUID } from 'node:crypto';
import { DeleteRuleCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { EncryptCommand, GenerateDataKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Clients } from '../account.ts';

/** A call that IAM allows or denies. */
export interface Call {
  /** The IAM action and its resource, e.g. `secretsmanager:GetSecretValue open/tableau/credentials`. */
  readonly name: string;
  send(clients: Clients): Promise<unknown>;
}

const call = (action: string, resource: string, send: Call['send']): Call => ({
  name: `${action} ${resource}`.trim(),
  send,
});

/** AWS refused an entry of a batch. */
class RefusedError extends Error {
  constructor(code: string | undefined) {
    super(`The entry was refused: ${code}`);
    this.name = code ?? 'none';
  }
}

export const listSecrets = call('secretsmanager:ListSecrets', '', ({ secrets }) =>
  secrets.send(new ListSecretsCommand({})),
);

export const readValue = (SecretId: string) =>
  call('secretsmanager:GetSecretValue', SecretId, ({ secrets }) =>
    secrets.send(new GetSecretValueCommand({ SecretId })),
  );

/** Reads several values. The call counts as allowed if the response holds every value. */
export const readBatch = (...SecretIdList: string[]) =>
  call('secretsmanager:BatchGetSecretValue', SecretIdList.join(' '), async ({ secrets }) => {
    const { Errors = [] } = await secrets.send(new BatchGetSecretValueCommand({ SecretIdList }));
    if (Errors.length > 0) throw new RefusedError(Errors[0]?.ErrorCode);
  });

export const describe = (SecretId: string) =>
  call('secretsmanager:DescribeSecret', SecretId, ({ secrets }) =>
    secrets.send(new DescribeSecretCommand({ SecretId })),
  );

/** Stores a version with its own staging label, so that no consumer reads this version. */
export const storeValue = (SecretId: string) =>
  call('secretsmanager:PutSecretValue', SecretId, ({ secrets }) =>
    secrets.send(
      new PutSecretValueCommand({
        SecretId,
        SecretString: '{}',
        VersionStages: ['PROBE'],
        ClientRequestToken: randomUUID(),
      }),
    ),
  );

export const tag = (SecretId: string, ...keys: readonly string[]) =>
  call('secretsmanager:TagResource', `${SecretId} ${keys.join(' ')}`, ({ secrets }) =>
    secrets.send(new TagResourceCommand({ SecretId, Tags: keys.map((Key) => ({ Key, Value: 'probe' })) })),
  );

export const untag = (SecretId: string, key: string) =>
  call('secretsmanager:UntagResource', `${SecretId} ${key}`, ({ secrets }) =>
    secrets.send(new UntagResourceCommand({ SecretId, TagKeys: [key] })),
  );

export const listVersions = (SecretId: string) =>
  call('secretsmanager:ListSecretVersionIds', SecretId, ({ secrets }) =>
    secrets.send(new ListSecretVersionIdsCommand({ SecretId })),
  );

/** The calls that change, share, restore or delete a secret, or read its resource policy. */
export const changes = (SecretId: string): readonly Call[] => {
  const of = (action: string, send: Call['send']) => call(`secretsmanager:${action}`, SecretId, send);
  return [
    of('UpdateSecret', ({ secrets }) =>
      secrets.send(new UpdateSecretCommand({ SecretId, SecretString: '{}' })),
    ),
    of('DeleteSecret', ({ secrets }) => secrets.send(new DeleteSecretCommand({ SecretId }))),
    of('RestoreSecret', ({ secrets }) => secrets.send(new RestoreSecretCommand({ SecretId }))),
    of('PutResourcePolicy', ({ secrets }) =>
      secrets.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: '{}' })),
    ),
    of('GetResourcePolicy', ({ secrets }) => secrets.send(new GetResourcePolicyCommand({ SecretId }))),
    of('DeleteResourcePolicy', ({ secrets }) => secrets.send(new DeleteResourcePolicyCommand({ SecretId }))),
    of('UpdateSecretVersionStage', ({ secrets }) =>
      secrets.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'OTHER' })),
    ),
    of('RotateSecret', ({ secrets }) => secrets.send(new RotateSecretCommand({ SecretId }))),
    of('ReplicateSecretToRegions', ({ secrets }) =>
      secrets.send(
        new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions: [{ Region: 'eu-west-1' }] }),
      ),
    ),
  ];
};

export const createSecret = (Name: string) =>
  call('secretsmanager:CreateSecret', Name, ({ secrets }) =>
    secrets.send(new CreateSecretCommand({ Name, SecretString: '{}' })),
  );

export const putEvent = (bus: string, DetailType = 'Probe') =>
  call('events:PutEvents', `${bus} ${DetailType}`, async ({ events }) => {
    // The rotator does nothing for an integration that does not exist.
    const entry = { Source: 'probe', DetailType, Detail: '{"integration":"none"}', EventBusName: bus };
    const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
    if (Entries[0]?.ErrorCode !== undefined) throw new RefusedError(Entries[0].ErrorCode);
  });

export const deleteRule = (bus: string) =>
  call('events:DeleteRule', bus, ({ events }) =>
    events.send(new DeleteRuleCommand({ Name: 'rule', EventBusName: bus })),
  );

export const publish = (TopicArn: string) =>
  call('sns:Publish', TopicArn, ({ sns }) =>
    sns.send(new PublishCommand({ TopicArn, Subject: 'Probe', Message: 'A test of permissions' })),
  );

export const readTopic = (TopicArn: string) =>
  call('sns:ListSubscriptionsByTopic', TopicArn, ({ sns }) =>
    sns.send(new ListSubscriptionsByTopicCommand({ TopicArn })),
  );

export const subscribe = (TopicArn: string) =>
  call('sns:Subscribe', TopicArn, ({ sns }) =>
    sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'outside@example.com' })),
  );

export const changeTopic = (TopicArn: string) =>
  call('sns:SetTopicAttributes', TopicArn, ({ sns }) =>
    sns.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Probe' }),
    ),
  );

/** Invokes a function with an integration that does not exist, so that the function does nothing. */
export const invoke = (FunctionName: string) =>
  call('lambda:InvokeFunction', FunctionName, ({ lambda }) =>
    lambda.send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{"integration":"none"}' }),
    ),
  );

export const sendMessage = (QueueUrl: string) =>
  call('sqs:SendMessage', QueueUrl, ({ sqs }) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'probe' })),
  );

export const receiveMessage = (QueueUrl: string) =>
  call('sqs:ReceiveMessage', QueueUrl, ({ sqs }) => sqs.send(new ReceiveMessageCommand({ QueueUrl })));

/** Calls in which the caller uses a key directly, without a service such as Secrets Manager. */
export const useKeyDirectly = (KeyId: string): readonly Call[] => [
  call('kms:Encrypt', KeyId, ({ kms }) =>
    kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('probe') })),
  ),
  call('kms:GenerateDataKey', KeyId, ({ kms }) =>
    kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
  ),
  call('kms:ScheduleKeyDeletion', KeyId, ({ kms }) => kms.send(new ScheduleKeyDeletionCommand({ KeyId }))),
];

export const listRoles = call('iam:ListRoles', '', ({ iam }) => iam.send(new ListRolesCommand({})));
