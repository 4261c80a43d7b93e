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
])(
  'synthesis warns only if nothing but IAM policies protects the credentials: %j, warnings: %i',
  (settings, warnings) => {
    const app = new App();
    const stack = new TokenRotatorStack(app, 'Test', { integrations: { tableau: {} }, ...settings });

    const found = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('Set operators to the roles that may read credentials'),
    );
    expect(found).toHaveLength(warnings);
  },
);

test.each([
  [{}, 1],
  [{ allowedHosts: ['*.alationcloud.com', 'alation.example.com'] }, 0],
  [{ allowedHosts: ['acme.alationcloud.com'] }, 0],
])(
  'synthesis warns only if allowedHosts allows the host of every customer of Alation and no other host: %j, warnings: %i',
  (settings, warnings) => {
    const app = new App();
    const stack = new TokenRotatorStack(app, 'Test', { integrations: { tableau: {} }, ...settings });

    const found = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp('name the host of your Alation'),
    );
    expect(found).toHaveLength(warnings);
  },
);

test('with renewalFraction 0.5 synthesis adds no note about the time that an access token works', () => {
  expect(notesOf(0.5)).toEqual([]);
});

test.each([
  [0.1, 'works for at least 1.9 h after a consumer reads it: for 10 % of its lifetime'],
  [0.9, 'works for at least 1.9 h after a consumer reads it: for 10 % of its lifetime'],
  [0.45, 'works for at least 10.3 h after a consumer reads it: for 45 % of its lifetime'],
  [0.7, 'works for at least 6.7 h after a consumer reads it: for 30 % of its lifetime'],
])(
  'with renewalFraction %d synthesis notes how long an access token works: %s',
  (renewalFraction, promise) => {
    expect(notesOf(renewalFraction)).toEqual([expect.stringContaining(promise)]);
  },
);

// Incident 8
test('a reader may read only its own access token', () => {
  expect(allowedReaders(twoIntegrations)).toEqual({
    'alation/tableau/access-token': [READER],
    'alation/loader/access-token': [OTHER_READER],
  });
});

test('readers may use the key only through Secrets Manager and only for access tokens', () => {
  templateOf(twoIntegrations).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        {
          Sid: 'ReadersDecryptAccessTokens',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: {
            ArnEquals: { 'aws:PrincipalArn': [READER, OTHER_READER] },
            StringEquals: {
              'kms:CallerAccount': ['111122223333', '444455556666'],
              'kms:ViaService': {
                'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']],
              },
            },
            StringLike: {
              'kms:EncryptionContext:SecretARN': {
                'Fn::Join': ['', Match.arrayWith([':secret:alation/*/access-token-??????'])],
              },
            },
            StringNotLike: {
              'kms:EncryptionContext:SecretARN': {
                'Fn::Join': ['', Match.arrayWith([':secret:alation/*/*/*'])],
              },
            },
          },
        },
      ]),
    },
  });
});

test('without readers the policy of the key has no statement for readers', () => {
  const keys = Object.values(resourcesOf(templateOf(), 'AWS::KMS::Key'));

  expect(JSON.stringify(keys)).not.toContain('ReadersDecryptAccessTokens');
});

test('synthesis warns that the stack does not change the policy of an existing key', () => {
  const app = new App();
  const stack = new TokenRotatorStack(app, 'Test', { ...twoIntegrations, kmsKeyArn: KEY });

  const warnings = Annotations.fromStack(stack).findWarning(
    '/Test/TokenRotator',
    Match.stringLikeRegexp('the stack does not change the policy of an existing kmsKeyArn'),
  );
  expect(warnings).toHaveLength(1);
});

test('every reader is denied decryption of all credentials of this rotator', () => {
  const denied = secretsKeyStatements(twoIntegrations).filter(
    ({ Effect, Action }) => Effect === 'Deny' && Action === 'kms:Decrypt',
  );

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

test('the warner and the readers of an integration are denied its credentials', () => {
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

test('with an existing key every reader is denied all credentials', () => {
  const denied = credentialsStatements({ ...twoIntegrations, kmsKeyArn: KEY });

  expect(denied.map(deniedPrincipals)).toEqual([
    [WARNER, READER, OTHER_READER],
    [WARNER, READER, OTHER_READER],
  ]);
});

test.each([
  ['with a new key', {}],
  ['with operators', { operators: [OPERATOR] }],
  ['with an existing key', { kmsKeyArn: KEY }],
])('readers may read only access tokens, %s', (_, settings) => {
  const all = { ...twoIntegrations, ...settings };
  const granted = [
    ...secretsKeyStatements(all),
    ...statementsBySecret(all).map(([, statement]) => statement),
  ].filter((statement) => statement.Effect === 'Allow' && JSON.stringify(statement).includes(':role/'));

  // A role of another account needs a grant on both the secret and the key, and has neither for credentials.
  const sids = new Set(granted.map(({ Sid }) => Sid));
  expect([...sids].filter((sid) => sid !== 'ReadersDecryptAccessTokens')).toEqual([
    'ReadersReadTheAccessToken',
  ]);
  expect(
    statementsBySecret(all).filter(([secret, { Effect }]) => isCredentials(secret) && Effect === 'Allow'),
  ).toEqual([]);
});

test('with operators the policy of the key names each reader once', () => {
  const statements = secretsKeyStatements({ ...twoIntegrations, operators: [OPERATOR] });

  expect(statements.filter((statement) => JSON.stringify(statement).includes(READER))).toHaveLength(1);
});

test('with operators only the rotator, the operators and the root of the account may read credentials', () => {
  const [statement] = credentialsStatements({ integrations: { tableau: {} }, operators: [OPERATOR] });

  expect(statement).toMatchObject({ Effect: 'Deny', Action: 'secretsmanager:GetSecretValue' });
  const principals = listed(at(statement?.Condition, 'ArnNotEquals', 'aws:PrincipalArn')).map(arnText);
  expect(principals).toEqual([
    expect.stringMatching(/^<TokenRotatorRole.*\.Arn>$/),
    OPERATOR,
    'arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
  ]);
});

test('the policies of the secrets deny only reading and tagging, so an administrator can change the policies', () => {
  for (const settings of [twoIntegrations, { ...twoIntegrations, operators: [OPERATOR] }]) {
    const denied = statementsBySecret(settings).filter(([, { Effect }]) => Effect === 'Deny');
    expect(denied).not.toEqual([]);
    expect(new Set(denied.flatMap(([, { Action }]) => listed(Action)))).toEqual(
      new Set([
        'secretsmanager:GetSecretValue',
        ...('operators' in settings ? ['secretsmanager:TagResource', 'secretsmanager:UntagResource'] : []),
      ]),
    );
  }
});

test('with operators only operators, the functions and the root of the account may change state in tags and pause', () => {
  const [, statement] = credentialsStatements({ integrations: { tableau: {} }, operators: [OPERATOR] });

  expect(statement).toMatchObject({
    Sid: 'OnlyOperatorsChangeState',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: ['secretsmanager:TagResource', 'secretsmanager:UntagResource'],
  });
  const principals = listed(at(statement?.Condition, 'ArnNotEquals', 'aws:PrincipalArn')).map(arnText);
  expect(principals).toEqual([
    expect.stringMatching(/^<TokenRotatorRole.*\.Arn>$/),
    WARNER,
    OPERATOR,
    'arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
  ]);
  const tags = listed(at(statement?.Condition, 'ForAnyValue:StringLike', 'aws:TagKeys'));
  // No tag of the deployment is in the list (role, integration, owner, renews), so the deployment is not denied.
  expect(tags).toEqual([
    'token-rotator:base-url',
    'token-rotator:status',
    'token-rotator:access-token',
    'token-rotator:accepted-version',
    'token-rotator:backoff',
    'token-rotator:renewal',
    'token-rotator:minters',
    'token-rotator:contested',
    'token-rotator:outcomes',
    'token-rotator:credential-*',
    'token-rotator:warned-*',
    'token-rotator:said',
    'token-rotator:reminded',
    'token-rotator:paused',
    'token-rotator:pause-note',
    'token-rotator:renewal-request',
  ]);
});

test('the policy of an access-token secret without readers denies the warner', () => {
  // CloudFormation keeps a policy that a deployment removes from the template, so former readers would keep access.
  const statements = statementsBySecret({ integrations: { tableau: {} } })
    .filter(([secret]) => secret.endsWith('/access-token'))
    .map(([, statement]) => statement);

  expect(statements).toMatchObject([
    { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'secretsmanager:GetSecretValue' },
  ]);
  expect(statements.map(deniedPrincipals)).toEqual([[WARNER]]);
});

test('every resource policy blocks public access', () => {
  templateOf(twoIntegrations).allResourcesProperties(POLICY, { BlockPublicPolicy: true });
});

/** The notes of synthesis about `renewalFraction`. */
function notesOf(renewalFraction: number): readonly unknown[] {
  const settings = { integrations: { tableau: {} }, renewalFraction };
  const stack = new TokenRotatorStack(new App(), 'Test', settings);
  return Annotations.fromStack(stack)
    .findInfo('*', Match.stringLikeRegexp('with renewalFraction'))
    .map(({ entry }) => entry.data);
}

function isCredentials(secret: string): boolean {
  return secret.endsWith('/credentials');
}

function deniedPrincipals({ Condition }: Statement): string[] {
  return listed(at(Condition, 'ArnEquals', 'aws:PrincipalArn')).map(arnText);
}

/** Statements of the policy of a new key; none for an existing key. */
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

/** Statements of the resource policies with the name of their secret. */
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
