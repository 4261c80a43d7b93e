import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAX_CREDENTIALS, Tag } from '../../functions/contract.ts';
import { changedTags, parseIntegrationState } from '../../functions/integration/integration-tags.ts';
import {
  changedNotificationTags,
  parseNotificationState,
} from '../../functions/warning/notification-state.ts';
import { arnText, at, listed, MINIMAL, propertiesOf, statementsOf, templateOf } from './synth.ts';
import type { Statement } from './synth.ts';

const SECRET = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:';
const CREDENTIALS = `${SECRET}alation/*/credentials-??????`;
const ACCESS_TOKEN = `${SECRET}alation/*/access-token-??????`;
/** Names with more segments, which the `*` of the other patterns matches too. */
const DEEPER = `${SECRET}alation/*/*/*`;

/** Every tag of the contract, and a tag of another program. */
const everyTag = [...Object.values(Tag), 'team'].flatMap((tag) =>
  tag.endsWith('-') ? Array.from({ length: MAX_CREDENTIALS }, (_, index) => `${tag}${index + 1}`) : [tag],
);
/** Every tag with a value that no state writes. Compared with it, every tag of a state has changed. */
const anyValue = Object.fromEntries(everyTag.map((tag) => [tag, 'other']));

test('the rotator has exactly the listed permissions', () => {
  expect(allowed(statementsOf(templateOf(), 'rotator'))).toEqual({
    'secretsmanager:ListSecrets': ['*'],
    'secretsmanager:BatchGetSecretValue': ['*'],
    'secretsmanager:GetSecretValue': [ACCESS_TOKEN, CREDENTIALS],
    'secretsmanager:PutSecretValue': [ACCESS_TOKEN],
    'secretsmanager:ListSecretVersionIds': [ACCESS_TOKEN],
    'secretsmanager:DescribeSecret': [CREDENTIALS],
    'secretsmanager:TagResource': [CREDENTIALS],
    'kms:Decrypt': ['the KMS key of the secrets'],
    'kms:GenerateDataKey': ['the KMS key of the secrets'],
    'events:PutEvents': ['the event bus'],
    'logs:CreateLogStream': ['a log group'],
    'logs:PutLogEvents': ['a log group'],
    'sqs:SendMessage': ['the queue'],
  });
});

const RENEWING = { ...MINIMAL, renewRefreshTokens: true };

const renewalStatements = (settings: typeof MINIMAL) =>
  statementsOf(templateOf(settings), 'rotator').filter(({ Sid }) => Sid === 'RenewRefreshTokens');

test('the rotator may write only the credentials of integrations with renewRefreshTokens', () => {
  const [integration = ''] = Object.keys(MINIMAL.integrations);

  expect(renewalStatements(MINIMAL)).toEqual([]);
  expect(
    renewalStatements({ ...RENEWING, integrations: { [integration]: { renewRefreshTokens: false } } }),
  ).toEqual([]);
  expect(
    renewalStatements(RENEWING).map(({ Action, Resource, Condition }) => ({
      Action,
      Resource: listed(Resource).map(arnText),
      Condition,
    })),
  ).toEqual([
    {
      Action: ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      Resource: [CREDENTIALS],
      Condition: { StringEquals: { 'aws:ResourceTag/token-rotator:renews': 'true' } },
    },
  ]);
});

test('only the credentials that the rotator renews have the tag token-rotator:renews', () => {
  const tagged = Object.values(
    templateOf({
      ...MINIMAL,
      integrations: { renewed: { renewRefreshTokens: true }, other: {} },
    }).findResources('AWS::SecretsManager::Secret'),
  )
    .filter(({ Properties }) => JSON.stringify(Properties).includes('token-rotator:renews'))
    .map(({ Properties }) => String(at(Properties, 'Name')));

  expect(tagged).toEqual(['alation/renewed/credentials']);
});

test('the warner has exactly the listed permissions', () => {
  expect(allowed(statementsOf(templateOf(), 'warner'))).toEqual({
    'secretsmanager:ListSecrets': ['*'],
    'secretsmanager:DescribeSecret': [CREDENTIALS],
    'secretsmanager:TagResource': [CREDENTIALS],
    'sns:Publish': ['the topic'],
    'sns:ListSubscriptionsByTopic': ['the topic'],
    'sns:GetSubscriptionAttributes': ['*'],
    'kms:Decrypt': ['the KMS key of the topic'],
    'kms:GenerateDataKey': ['the KMS key of the topic'],
    'events:PutEvents': ['the event bus'],
    'logs:CreateLogStream': ['a log group'],
    'logs:PutLogEvents': ['a log group'],
    'sqs:SendMessage': ['the queue'],
  });
});

test('the warner is denied every secret value, whatever else is attached to its role', () => {
  const denied = statementsOf(templateOf(), 'warner').filter(
    ({ Effect, Sid }) => Effect === 'Deny' && Sid !== 'NeverDeeperNames',
  );

  expect(denied).toEqual([
    {
      Sid: 'NeverReadASecretValue',
      Effect: 'Deny',
      Action: ['secretsmanager:BatchGetSecretValue', 'secretsmanager:GetSecretValue'],
      Resource: '*',
    },
    {
      Sid: 'NeverDecryptASecret',
      Effect: 'Deny',
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': viaService('secretsmanager') } },
    },
  ]);
});

test('the rotator may use the key only through Secrets Manager and only for its own secrets', () => {
  const statement = statementsOf(templateOf(), 'rotator').find(({ Sid }) => Sid === 'UseTheSecretsKey');

  expect(at(statement?.Condition, 'StringEquals')).toEqual({
    'kms:ViaService': viaService('secretsmanager'),
  });
  const arns = listed(at(statement?.Condition, 'StringLike', 'kms:EncryptionContext:SecretARN'));
  expect(arns.map(arnText)).toEqual([CREDENTIALS, ACCESS_TOKEN]);
  const excluded = at(statement?.Condition, 'StringNotLike', 'kms:EncryptionContext:SecretARN');
  expect(arnText(excluded)).toBe(DEEPER);
});

test.each(['rotator', 'warner'] as const)(
  'the %s is denied secrets of other programs below the prefix, such as alation/prod/db/credentials',
  (entry) => {
    const statement = statementsOf(templateOf(), entry).find(({ Sid }) => Sid === 'NeverDeeperNames');

    expect(statement?.Effect).toBe('Deny');
    expect(arnText(statement?.Resource)).toBe(DEEPER);
    const onSecrets = Object.entries(allowed(statementsOf(templateOf(), entry))).filter(([, arns]) =>
      arns.some((arn) => arn.includes(':secret:')),
    );
    expect(listed(statement?.Action)).toEqual(onSecrets.map(([action]) => action).sort());
  },
);

test('the warner may use the key of the topic only through SNS', () => {
  const statement = statementsOf(templateOf(), 'warner').find(({ Sid }) => Sid === 'UseTheTopicsKey');

  expect(statement?.Condition).toEqual({ StringEquals: { 'kms:ViaService': viaService('sns') } });
});

test.each([
  ['rotator', Object.keys(changedTags(parseIntegrationState({}), anyValue))],
  ['warner', Object.keys(changedNotificationTags(parseNotificationState({}), anyValue))],
] as const)('the %s may write exactly the tags of its own state', (entry, written) => {
  const statement = statementsOf(templateOf(), entry).find(({ Sid }) => Sid === 'WriteState');
  const patterns = listed(at(statement?.Condition, 'ForAllValues:StringLike', 'aws:TagKeys')).map(String);
  const writable = (tag: string) =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? tag.startsWith(pattern.slice(0, -1)) : tag === pattern,
    );

  expect(written.length).toBeGreaterThan(8);
  expect(everyTag.filter(writable).sort()).toEqual([...written].sort());
});

test('all permissions on secrets are limited to the prefix', () => {
  const statements = (['rotator', 'warner'] as const).flatMap((entry) =>
    statementsOf(templateOf({ ...MINIMAL, prefix: 'prod' }), entry),
  );

  const secrets = statements
    .flatMap(({ Resource }) => listed(Resource))
    .map(arnText)
    .filter((arn) => arn.includes(':secret:'));
  expect(secrets.length).toBeGreaterThan(0);
  for (const arn of secrets) expect(arn).toContain(':secret:prod/*/');
});

test('the role of each function has one policy and nothing else', () => {
  const template = templateOf();

  template.resourceCountIs('AWS::IAM::Policy', 0);
  for (const role of propertiesOf(template, 'AWS::IAM::Role')) {
    expect(role['ManagedPolicyArns']).toHaveLength(1);
    expect(role).not.toHaveProperty('Policies');
  }
});

test('every role has the permissions boundary of the CDK context', () => {
  const boundary = { '@aws-cdk/core:permissionsBoundary': { name: 'developer-boundary' } };
  const roles = propertiesOf(templateOf(MINIMAL, boundary), 'AWS::IAM::Role');

  expect(roles).toHaveLength(4);
  for (const role of roles)
    expect(arnText(role['PermissionsBoundary'])).toMatch(/:policy\/developer-boundary$/);
});

// Incident 17
test('the permissions match the API calls of the functions exactly', () => {
  const actions = (['rotator', 'warner'] as const)
    .flatMap((entry) => Object.keys(allowed(statementsOf(templateOf(RENEWING), entry))))
    .filter((action) => /^(?:secretsmanager|sns|events):/.test(action));

  expect([...new Set(actions)].sort()).toEqual(callsOfTheFunctions());
});

/** IAM actions of the SDK commands in the source of the functions. */
function callsOfTheFunctions(): string[] {
  const services = { 'secrets-manager': 'secretsmanager', sns: 'sns', eventbridge: 'events' };
  const calls = new Set<string>();
  for (const file of globSync('functions/**/*.ts')) {
    const source = readFileSync(file, 'utf8');
    for (const [client, service] of Object.entries(services)) {
      const imported = new RegExp(`import (?:type )?\\{([^}]*)\\} from '@aws-sdk/client-${client}'`, 'g');
      for (const [, names = ''] of source.matchAll(imported)) {
        for (const [, command] of names.matchAll(/\b(\w+)Command\b/g)) {
          if (source.includes(`new ${command}Command(`)) calls.add(`${service}:${command}`);
        }
      }
    }
  }
  return [...calls].sort();
}

/** The allowed resources of each action, with names for resources of this stack. */
function allowed(statements: readonly Statement[]): Record<string, string[]> {
  const resources: Record<string, string[]> = {};
  for (const { Effect, Action, Resource } of statements) {
    if (Effect === 'Deny') continue;
    for (const action of listed(Action).map(String))
      resources[action] = listed(Resource).map((arn) => inWords(arnText(arn)));
  }
  return resources;
}

function inWords(arn: string): string {
  if (arn.includes('SecretsKey')) return 'the KMS key of the secrets';
  if (arn.includes('OperationsKey')) return 'the KMS key of the topic';
  if (arn.includes('EventBus')) return 'the event bus';
  if (arn.includes('LogGroup')) return 'a log group';
  if (arn.includes('DeadLetterQueue')) return 'the queue';
  if (arn.includes('AlertTopic')) return 'the topic';
  return arn;
}

function viaService(service: string): object {
  return { 'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']] };
}
