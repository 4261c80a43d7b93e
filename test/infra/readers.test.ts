import { App } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import {
  arnText,
  at,
  KEY,
  listed,
  OPERATOR,
  OTHER_READER,
  propertiesOf,
  READER,
  resourcesOf,
  statementsIn,
  templateOf,
} from './synth.ts';
import type { Statement } from './synth.ts';

const POLICY = 'AWS::SecretsManager::ResourcePolicy';

const twoIntegrations = {
  integrations: { tableau: { readers: [READER] }, loader: { readers: [OTHER_READER] } },
};

test('lets a reader read its own access token and no other', () => {
  expect(allowedReaders(twoIntegrations)).toEqual({
    'alation/tableau/access-token': [READER],
    'alation/loader/access-token': [OTHER_READER],
  });
});

test('lets readers use the key through Secrets Manager for access tokens only', () => {
  templateOf(twoIntegrations).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        {
          Sid: 'ReadersDecryptAccessTokens',
          Effect: 'Allow',
          Principal: { AWS: [READER, OTHER_READER] },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: {
            StringEquals: {
              'kms:ViaService': {
                'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']],
              },
            },
            StringLike: {
              'kms:EncryptionContext:SecretARN': {
                'Fn::Join': ['', Match.arrayWith([':secret:alation/*/access-token-??????'])],
              },
            },
          },
        },
      ]),
    },
  });
});

test('grants nobody the key when there is no reader', () => {
  const keys = Object.values(resourcesOf(templateOf(), 'AWS::KMS::Key'));

  expect(JSON.stringify(keys)).not.toContain('ReadersDecryptAccessTokens');
});

test('warns that the policy of an existing key is not the stack’s to change', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new TokenRotatorStack(app, 'Test', { ...twoIntegrations, kmsKeyArn: KEY });

  const warnings = Annotations.fromStack(stack).findWarning(
    '/Test/TokenRotator',
    Match.stringLikeRegexp('the policy of an existing kmsKeyArn stays yours'),
  );
  expect(warnings).toHaveLength(1);
});

test('denies every reader, of whichever integration, and the warner all credentials', () => {
  const denied = credentialsStatements(twoIntegrations);

  expect(denied).toHaveLength(2);
  for (const { Effect, Principal, Action, Condition } of denied) {
    expect({ Effect, Principal, Action }).toEqual({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'secretsmanager:GetSecretValue',
    });
    const principals = listed(at(Condition, 'ArnEquals', 'aws:PrincipalArn')).map(arnText);
    expect(principals).toEqual([expect.stringMatching(/^<.*WarnerRole.*\.Arn>$/), READER, OTHER_READER]);
  }
});

test('denies everybody but the rotator, the operators and the account’s root all credentials when there are operators', () => {
  const [statement] = credentialsStatements({ integrations: { tableau: {} }, operators: [OPERATOR] });

  expect(statement).toMatchObject({ Effect: 'Deny', Action: 'secretsmanager:GetSecretValue' });
  const principals = listed(at(statement?.Condition, 'ArnNotEquals', 'aws:PrincipalArn')).map(arnText);
  expect(principals).toEqual([
    expect.stringMatching(/^<TokenRotatorRole.*\.Arn>$/),
    OPERATOR,
    'arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
  ]);
});

test('denies reading alone, so that no policy can lock its own keepers out', () => {
  for (const settings of [twoIntegrations, { ...twoIntegrations, operators: [OPERATOR] }]) {
    const denied = statementsBySecret(settings).filter(([, { Effect }]) => Effect === 'Deny');
    expect(denied).not.toEqual([]);
    for (const [, { Action }] of denied) expect(Action).toBe('secretsmanager:GetSecretValue');
  }
});

test('has the access token of an integration without readers denied to the warner, so that no grant outlives its reader', () => {
  // CloudFormation keeps a policy that leaves the template: the one of former readers would go on letting them in.
  const statements = statementsBySecret({ integrations: { tableau: {} } })
    .filter(([secret]) => secret.endsWith('/access-token'))
    .map(([, statement]) => statement);

  expect(statements).toMatchObject([
    { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'secretsmanager:GetSecretValue' },
  ]);
  const denied = listed(at(statements[0]?.Condition, 'ArnEquals', 'aws:PrincipalArn')).map(arnText);
  expect(denied).toEqual([expect.stringMatching(/^<.*WarnerRole.*\.Arn>$/)]);
});

test('blocks public access with every resource policy', () => {
  templateOf(twoIntegrations).allResourcesProperties(POLICY, { BlockPublicPolicy: true });
});

function allowedReaders(settings: Parameters<typeof templateOf>[0]): Record<string, unknown> {
  return Object.fromEntries(
    statementsBySecret(settings)
      .filter(([, { Effect }]) => Effect === 'Allow')
      .map(([secret, { Principal }]) => [secret, listed(at(Principal, 'AWS'))]),
  );
}

function credentialsStatements(settings: Parameters<typeof templateOf>[0]): Statement[] {
  return statementsBySecret(settings)
    .filter(([secret]) => secret.endsWith('/credentials'))
    .map(([, statement]) => statement);
}

/** Statements of the resource policies with the name of the secret they belong to. */
function statementsBySecret(settings: Parameters<typeof templateOf>[0]): [string, Statement][] {
  const template = templateOf(settings);
  const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret');
  return propertiesOf(template, POLICY).flatMap((policy) => {
    const name = secrets[String(at(policy, 'SecretId', 'Ref'))]?.Properties['Name'];
    return statementsIn(policy['ResourcePolicy']).map((statement): [string, Statement] => [
      String(name),
      statement,
    ]);
  });
}
