import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { SecretRole, Tag } from '../functions/contract.ts';
import { deeperSecretArns, secretArns } from './secret-names.ts';
import { viaSecretsManager } from './secrets-key.ts';
import { writtenTags } from './state-tags.ts';

/**
 * The permissions of the rotator. The rotator may read and publish, but not create, delete or share a secret.
 *
 * @param props.replicaKeys ARNs of the keys of replicas: Secrets Manager replicates with the permissions of the writer
 */
export function rotatorPermissions(
  scope: Construct,
  {
    prefix,
    key,
    replicaKeys,
    bus,
    renewsRefreshTokens,
  }: {
    readonly prefix: string;
    readonly key: IKey;
    readonly replicaKeys: readonly string[];
    readonly bus: IEventBus;
    readonly renewsRefreshTokens: boolean;
  },
): PolicyStatement[] {
  const credentials = secretArns(scope, prefix, SecretRole.credentials);
  const accessTokens = secretArns(scope, prefix, SecretRole.accessToken);
  return [
    // Neither action supports a narrower resource. A batch returns a value only with GetSecretValue on its secret.
    allow('FindSecrets', ['secretsmanager:ListSecrets', 'secretsmanager:BatchGetSecretValue'], ['*']),
    allow('ReadSecrets', ['secretsmanager:GetSecretValue'], [credentials, accessTokens]),
    allow(
      'PublishAccessTokens',
      ['secretsmanager:ListSecretVersionIds', 'secretsmanager:PutSecretValue'],
      [accessTokens],
    ),
    ...(renewsRefreshTokens ? [renewRefreshTokens(credentials)] : []),
    ...derivedState(credentials, writtenTags.rotator),
    new PolicyStatement({
      sid: 'UseTheSecretsKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': viaSecretsManager(scope) },
        StringLike: { 'kms:EncryptionContext:SecretARN': [credentials, accessTokens] },
        StringNotLike: { 'kms:EncryptionContext:SecretARN': deeperSecretArns(scope, prefix) },
      },
    }),
    neverDeeperNames(scope, prefix, [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:ListSecretVersionIds',
      'secretsmanager:PutSecretValue',
      'secretsmanager:TagResource',
    ]),
    ...(replicaKeys.length === 0
      ? []
      : [
          new PolicyStatement({
            sid: 'UseTheReplicasKeys',
            actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
            resources: [...replicaKeys],
            conditions: { StringLike: { 'kms:ViaService': 'secretsmanager.*.amazonaws.com' } },
          }),
        ]),
    sendEvents(bus),
  ];
}

/** The permissions of the warner: it reads tags and publishes alerts. Its policy denies access to secret values. */
export function warnerPermissions(
  scope: Construct,
  {
    prefix,
    topics,
    topicKey,
    bus,
    checksReplicas,
  }: {
    readonly prefix: string;
    readonly topics: readonly ITopic[];
    readonly topicKey: IKey;
    readonly bus: IEventBus;
    readonly checksReplicas: boolean;
  },
): PolicyStatement[] {
  const accessTokens = secretArns(scope, prefix, SecretRole.accessToken);
  return [
    // Neither action supports a narrower resource.
    allow('FindSecrets', ['secretsmanager:ListSecrets'], ['*']),
    allow('ReadFilters', ['sns:GetSubscriptionAttributes'], ['*']),
    ...derivedState(secretArns(scope, prefix, SecretRole.credentials), writtenTags.warner),
    ...(checksReplicas ? [allow('CheckReplicas', ['secretsmanager:DescribeSecret'], [accessTokens])] : []),
    allow(
      'PublishAlerts',
      ['sns:Publish', 'sns:ListSubscriptionsByTopic'],
      topics.map((topic) => topic.topicArn),
    ),
    new PolicyStatement({
      sid: 'UseTheTopicsKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [topicKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `sns.${Stack.of(scope).region}.amazonaws.com` } },
    }),
    sendEvents(bus),
    neverDeeperNames(scope, prefix, ['secretsmanager:DescribeSecret', 'secretsmanager:TagResource']),
    // A Deny takes precedence over any policy that is attached to the role later.
    new PolicyStatement({
      sid: 'NeverReadASecretValue',
      effect: Effect.DENY,
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:BatchGetSecretValue'],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'NeverDecryptASecret',
      effect: Effect.DENY,
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': viaSecretsManager(scope) } },
    }),
  ];
}

/** Allows writes only to credentials secrets with the tag that allows the rotator to renew their refresh tokens. */
function renewRefreshTokens(credentials: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'RenewRefreshTokens',
    actions: ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
    resources: [credentials],
    conditions: { StringEquals: { [`aws:ResourceTag/${Tag.renews}`]: 'true' } },
  });
}

function derivedState(credentials: string, tags: readonly string[]): PolicyStatement[] {
  return [
    allow('ReadState', ['secretsmanager:DescribeSecret'], [credentials]),
    new PolicyStatement({
      sid: 'WriteState',
      actions: ['secretsmanager:TagResource'],
      resources: [credentials],
      conditions: { 'ForAllValues:StringLike': { 'aws:TagKeys': [...tags] } },
    }),
  ];
}

/**
 * The `*` for the name of an integration also matches `/`. This statement denies secrets of other programs, such as
 * `alation/prod/db/credentials`.
 */
function neverDeeperNames(scope: Construct, prefix: string, actions: string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'NeverDeeperNames',
    effect: Effect.DENY,
    actions,
    resources: [deeperSecretArns(scope, prefix)],
  });
}

function sendEvents(bus: IEventBus): PolicyStatement {
  return allow('SendEvents', ['events:PutEvents'], [bus.eventBusArn]);
}

function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources });
}
