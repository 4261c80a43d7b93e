import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { TokenRotator } from '../../infra/token-rotator.ts';
import { appWith, arnText, at, EVERYTHING, listed, propertiesOf, statementsOf, templateOf } from './synth.ts';

// One prefix is the beginning of the other, because patterns often fail there.
const dev = templateOf({ ...EVERYTHING, prefix: 'alation' });
const prod = templateOf({ ...EVERYTHING, prefix: 'alation-prod' });

/** Every name that must be unique in an account and Region. */
function physicalNames(template: Template): string[] {
  const properties = ['Name', 'AlarmName', 'DashboardName', 'ConfigurationName', 'RoleName', 'TopicName'];
  return Object.entries(template.toJSON().Resources as Record<string, unknown>).flatMap(([, resource]) =>
    properties.map((name) => at(resource, 'Properties', name)).filter((name) => typeof name === 'string'),
  );
}

test('two rotators share no physical name', () => {
  const names = physicalNames(prod);

  expect(names.length).toBeGreaterThan(10);
  expect(physicalNames(dev).filter((name) => names.includes(name))).toEqual([]);
});

test('two rotators share no metric', () => {
  expect(prefixDimensions(dev).length).toBeGreaterThan(4);
  for (const dimension of prefixDimensions(dev)) expect(at(dimension, 'Value')).toBe('alation');
  for (const dimension of prefixDimensions(prod)) expect(at(dimension, 'Value')).toBe('alation-prod');
  expect(dashboardText(prod)).toContain('"prefix","alation-prod"');
  expect(dashboardText(prod)).not.toContain('"prefix","alation"');
});

test('two rotators cannot use each other’s secrets', () => {
  const secretsOfProd = propertiesOf(prod, 'AWS::SecretsManager::Secret').map(
    ({ Name }) => `secret:${String(Name)}-a1B2c3`,
  );
  const patternsOfDev = (['rotator', 'warner'] as const)
    .flatMap((entry) => statementsOf(dev, entry))
    .flatMap(({ Resource, Condition }) => [
      ...listed(Resource),
      ...listed(at(Condition, 'StringLike', 'kms:EncryptionContext:SecretARN')),
    ])
    .map(arnText)
    .filter((arn) => arn.includes(':secret:'))
    .map((arn) => arn.slice(arn.indexOf('secret:')));

  expect(patternsOfDev.length).toBeGreaterThan(5);
  for (const pattern of patternsOfDev) {
    expect(secretsOfProd.filter((secret) => matches(pattern, secret))).toEqual([]);
  }
});

test('two rotators do not receive each other’s events', () => {
  for (const [template, prefix] of [
    [dev, 'alation'],
    [prod, 'alation-prod'],
  ] as const) {
    const rules = propertiesOf(template, 'AWS::Events::Rule');
    const ownBus = { Ref: expect.stringContaining('EventBus') as unknown };
    // Events of AWS services are on the default bus, so the pattern names the prefix.
    const secretId = [
      { wildcard: `${prefix}/*/credentials` },
      { wildcard: `*:secret:${prefix}/*/credentials-*` },
    ];
    expect(rules.map(({ EventBusName }) => EventBusName)).toEqual([ownBus, ownBus, undefined]);
    expect(rules.at(-1)).toMatchObject({ EventPattern: { detail: { requestParameters: { secretId } } } });
  }
});

test('two rotators fit into one stack of another app', () => {
  const stack = new Stack(appWith(), 'Data');
  const integrations = { tableau: { owner: 'bi' } };
  new TokenRotator(stack, 'Dev', { integrations, prefix: 'dev' });
  const { eventBus, secrets, alertTopic, chatTopics } = new TokenRotator(stack, 'Prod', {
    integrations,
    prefix: 'prod',
    chatChannels: { ops: {} },
  });

  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Lambda::Function', 4);
  template.resourceCountIs('AWS::SecretsManager::Secret', 4);
  expect(Object.keys(secrets)).toEqual(['tableau']);
  expect(Object.keys(chatTopics)).toEqual(['ops']);
  for (const part of [eventBus, alertTopic, secrets['tableau']])
    expect(part?.node.path).toMatch(/^Data\/Prod\//);
});

/** The dimension `prefix` of every alarm on a metric of the functions. */
function prefixDimensions(template: Template): unknown[] {
  return propertiesOf(template, 'AWS::CloudWatch::Alarm')
    .filter(({ Namespace }) => Namespace === 'AlationTokenRotator')
    .map(({ Dimensions }) => listed(Dimensions).find((one) => at(one, 'Name') === 'prefix'));
}

function dashboardText(template: Template): string {
  const [dashboard] = propertiesOf(template, 'AWS::CloudWatch::Dashboard');
  return arnText(dashboard?.['DashboardBody']);
}

/** Whether an IAM pattern matches: `*` any text, `?` any one character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}
