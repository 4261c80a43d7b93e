import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ArnPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { expect, test } from 'vitest';
import { TokenRotator } from '../../infra/token-rotator.ts';
import { appWith, arnText, at, KEY, OTHER_READER, propertiesOf, statementsIn } from './synth.ts';

/** A rotator, and a stack of consumers. */
function twoStacks(kmsKeyArn?: string) {
  const app = appWith();
  const tokens = new TokenRotator(new Stack(app, 'Tokens'), 'TokenRotator', {
    integrations: { tableau: {}, loader: {} },
    alertEmails: ['bi@example.com'],
    kmsKeyArn,
  });
  return { tokens, jobs: new Stack(app, 'Jobs') };
}

const roleIn = (stack: Stack): Role =>
  new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
const functionIn = (stack: Stack): Function =>
  new Function(stack, 'Job', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => {};'),
  });
const policyIn = (stack: Stack) =>
  statementsIn(propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy')[0]?.['PolicyDocument']);

test.each([
  ['a new key', undefined],
  ['an existing key', KEY],
])('with %s grantRead lets a role of another stack read and decrypt, and denies it credentials', (_, key) => {
  const { tokens, jobs } = twoStacks(key);
  tokens.grantRead('tableau', roleIn(jobs));

  const [read, decrypt, deny, ...others] = policyIn(jobs);
  expect(others).toEqual([]);
  expect(read).toMatchObject({
    Effect: 'Allow',
    Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
  });
  expect(JSON.stringify(read?.Resource)).toContain('IntegrationstableauAccessToken');
  expect(decrypt).toMatchObject({ Effect: 'Allow', Action: 'kms:Decrypt' });
  expect(Object.keys(Object(at(decrypt, 'Condition', 'StringEquals')))).toEqual(['kms:ViaService']);
  expect(deny).toMatchObject({ Effect: 'Deny', Action: 'secretsmanager:GetSecretValue' });
  expect(arnText(deny?.Resource)).toMatch(/:secret:alation\/\*\/credentials-\?{6}$/);
});

test('grantRead gives a Lambda function the ARN of the secret', () => {
  const { tokens, jobs } = twoStacks();
  const job = functionIn(jobs);
  tokens.grantRead('tableau', job);
  tokens.grantRead('loader', job, 'LOADER_SECRET');

  const [found] = propertiesOf(Template.fromStack(jobs), 'AWS::Lambda::Function');
  const variables = Object.entries(Object(at(found, 'Environment', 'Variables')));
  expect(
    variables.map(([name, value]) => [name, /Integrations(.*?)AccessToken/.exec(JSON.stringify(value))?.[1]]),
  ).toEqual([
    ['ALATION_ACCESS_TOKEN_SECRET', 'tableau'],
    ['LOADER_SECRET', 'loader'],
  ]);
});

test('grantRead refuses a principal whose policy the app cannot change, and the error says what to do', () => {
  const stack = new Stack(appWith(), 'Tokens', { env: { account: '111122223333', region: 'eu-west-1' } });
  const tokens = new TokenRotator(stack, 'TokenRotator', { integrations: { tableau: {} } });
  const advice =
    'If the principal is a role of another account or app, add its ARN to `readers` of the integration';

  for (const foreign of [new ArnPrincipal(OTHER_READER), Role.fromRoleArn(stack, 'Foreign', OTHER_READER)]) {
    expect(() => tokens.grantRead('tableau', foreign)).toThrow(advice);
  }
});

test('grantRead refuses an unknown integration, and the error lists the integrations', () => {
  const { tokens, jobs } = twoStacks();

  expect(() => tokens.grantRead('tablaeu', roleIn(jobs))).toThrow(
    'there is no integration "tablaeu", allowed: tableau, loader',
  );
});
