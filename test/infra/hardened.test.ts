import { expect, test } from 'vitest';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import { parseSettings } from '../../infra/settings.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { appWith, at, listed, MINIMAL, propertiesOf, resourcesOf, templateOf } from './synth.ts';

const hardened: TokenRotatorProps = { ...MINIMAL, preset: 'hardened' };

test('the preset hardened changes three defaults, and a written setting has precedence', () => {
  expect(parseSettings(MINIMAL)).toMatchObject({
    logRetentionDays: 90,
    retainLogs: false,
    terminationProtection: false,
  });
  expect(parseSettings(hardened)).toMatchObject({
    logRetentionDays: 365,
    retainLogs: true,
    terminationProtection: true,
  });
  const written = { logRetentionDays: 30, retainLogs: false, terminationProtection: false } as const;
  expect(parseSettings({ ...hardened, ...written })).toMatchObject(written);
});

test.each([
  ['false', MINIMAL, 'Delete'],
  ['true', { ...MINIMAL, retainLogs: true }, 'RetainExceptOnCreate'],
])('with retainLogs %s the logs and their key have the same deletion policy', (_, settings, policy) => {
  const template = templateOf(settings);
  const logs = Object.values(resourcesOf(template, 'AWS::Logs::LogGroup'));
  const key = Object.entries(resourcesOf(template, 'AWS::KMS::Key')).find(([id]) =>
    id.includes('OperationsKey'),
  );

  expect(logs.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([policy, policy]);
  expect(key?.[1].DeletionPolicy).toBe(policy);
});

test.each([
  [MINIMAL, false],
  [hardened, true],
])('the stack of %j has termination protection: %s', (settings, isProtected) => {
  const stack = new TokenRotatorStack(appWith(), 'Test', settings);

  expect(stack.terminationProtection ?? false).toBe(isProtected);
});

test('functions, queues, topics, buses and keys have the tag of the rotator, and secrets do not', () => {
  const template = templateOf({ ...MINIMAL, prefix: 'prod' });
  const untagged = [
    'AWS::Lambda::Function',
    'AWS::SQS::Queue',
    'AWS::SNS::Topic',
    'AWS::Events::EventBus',
    'AWS::KMS::Key',
  ].flatMap((type) => propertiesOf(template, type).filter(({ Tags }) => !hasDefaultTag(Tags)));

  expect(untagged).toEqual([]);
  for (const { Tags } of propertiesOf(template, 'AWS::SecretsManager::Secret')) {
    expect(hasDefaultTag(Tags)).toBe(false);
  }
});

test('only AWS services get grants on the keys', () => {
  const keys = propertiesOf(templateOf(), 'AWS::KMS::Key');

  expect(keys).toHaveLength(2);
  for (const { KeyPolicy } of keys) {
    const grants = listed(at(KeyPolicy, 'Statement')).filter(
      (one) => at(one, 'Action') === 'kms:CreateGrant',
    );
    expect(grants).toMatchObject([
      {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Condition: {
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'kms:GrantIsForAWSResource': 'false' },
        },
      },
    ]);
  }
});

function hasDefaultTag(tags: unknown): boolean {
  return listed(tags).some(
    (tag) => at(tag, 'Key') === 'alation-token-rotator' && at(tag, 'Value') === 'prod',
  );
}
