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

const WARNER: unknown = expect.stringMatching(/^<.*WarnerRole.*\.Arn>$/);

const twoIntegrations = {
  integrations: { tableau: { readers: [READER] }, loader: { readers: [OTHER_READER] } },
};

test.each([
  [{}, 1],
  [{ operators: [OPERATOR] }, 0],
])('says when credentials are as open as the account’s IAM policies: %j', (settings, said) => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new TokenRotatorStack(app, 'Test', { integrations: { tableau: {} }, ...settings });

  const found = Annotations.fromStack(stack).findInfo(
    '*',
    Match.stringLikeRegexp('name in operators who may'),
  );
  expect(found).toHaveLength(said);
});

// Incident 8
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

test('denies every reader, of whichever integration, to decrypt any credentials of this rotator', () => {
  const denied = secretsKeyStatements(twoIntegrations).filter(({ Effect }) => Effect === 'Deny');

  expect(denied).toMatchObject([
    {
      Principal: { AWS: '*' },
      Action: 'kms:Decrypt',
      Condition: { ArnEquals: { 'aws:PrincipalArn': [READER, OTHER_READER] } },
    },
  ]);
  const secrets = at(denied[0]?.Condition, 'StringLike', 'kms:EncryptionContext:SecretARN');
  expect(arnText(secrets)).toMatch(/:secret:alation\/\*\/credentials-\?{6}$/);
});

test('denies the warner and its own readers to read the credentials of an integration', () => {
  const denied = credentialsStatements(twoIntegrations);

  for (const { Effect, Principal, Action } of denied) {
    expect({ Effect, Principal, Action }).toEqual({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'secretsmanager:GetSecretValue',
    });
  }
  expect(denied.map(deniedPrincipals)).toEqual([
    [WARNER, READER],
    [WARNER, OTHER_READER],
  ]);
});

test('denies every reader to read any credentials where the key’s policy is not ours', () => {
  const denied = credentialsStatements({ ...twoIntegrations, kmsKeyArn: KEY });

  expect(denied.map(deniedPrincipals)).toEqual([
    [WARNER, READER, OTHER_READER],
    [WARNER, READER, OTHER_READER],
  ]);
});

test.each([
  ['with a key of our own', {}],
  ['with operators', { operators: [OPERATOR] }],
  ['with an existing key', { kmsKeyArn: KEY }],
])('grants readers nothing but access tokens, %s', (_, settings) => {
  const all = { ...twoIntegrations, ...settings };
  const granted = [
    ...secretsKeyStatements(all),
    ...statementsBySecret(all).map(([, statement]) => statement),
  ].filter(({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes(':role/'));

  // A role of another account needs a grant on both the secret and the key, and has neither for credentials.
  const sids = new Set(granted.map(({ Sid }) => Sid));
  expect([...sids].filter((sid) => sid !== 'ReadersDecryptAccessTokens')).toEqual([
    'ReadersReadTheAccessToken',
  ]);
  expect(
    statementsBySecret(all).filter(([secret, { Effect }]) => isCredentials(secret) && Effect === 'Allow'),
  ).toEqual([]);
});

test('names readers in the key’s policy once when operators leave nobody else to deny', () => {
  const statements = secretsKeyStatements({ ...twoIntegrations, operators: [OPERATOR] });

  expect(statements.filter((statement) => JSON.stringify(statement).includes(READER))).toHaveLength(1);
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
  expect(statements.map(deniedPrincipals)).toEqual([[WARNER]]);
});

test('blocks public access with every resource policy', () => {
  templateOf(twoIntegrations).allResourcesProperties(POLICY, { BlockPublicPolicy: true });
});

function isCredentials(secret: string): boolean {
  return secret.endsWith('/credentials');
}

function deniedPrincipals({ Condition }: Statement): string[] {
  return listed(at(Condition, 'ArnEquals', 'aws:PrincipalArn')).map(arnText);
}

/** Statements of the policy of the secrets' key, none when it is an existing one. */
function secretsKeyStatements(settings: Parameters<typeof templateOf>[0]): Statement[] {
  return propertiesOf(templateOf(settings), 'AWS::KMS::Key')
    .filter(({ Description }) => String(Description).startsWith('Secrets of'))
    .flatMap(({ KeyPolicy }) => statementsIn(KeyPolicy));
}

function allowedReaders(settings: Parameters<typeof templateOf>[0]): Record<string, unknown> {
  return Object.fromEntries(
    statementsBySecret(settings)
      .filter(([, { Effect }]) => Effect === 'Allow')
      .map(([secret, { Principal }]) => [secret, listed(at(Principal, 'AWS'))]),
  );
}

function credentialsStatements(settings: Parameters<typeof templateOf>[0]): Statement[] {
  return statementsBySecret(settings)
    .filter(([secret]) => isCredentials(secret))
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
