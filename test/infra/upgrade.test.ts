import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import release010 from '../support/release-0.1.0/template.json' with { type: 'json' };
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import { appWith } from './synth.ts';

/**
 * The resources that contain data, or that a recipient subscribed to, with the properties that cannot change without a
 * replacement.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
 */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  'AWS::SecretsManager::Secret': ['Name'],
  'AWS::SecretsManager::ResourcePolicy': ['SecretId'],
  'AWS::KMS::Key': ['KeyUsage', 'KeySpec', 'MultiRegion'],
  'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
  'AWS::SNS::Subscription': ['TopicArn', 'Protocol', 'Endpoint'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Scheduler::ScheduleGroup': ['Name'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
};

/** Names that exist once in an account: two resources with one name cannot exist during a deployment. */
const NAMES = ['Name', 'AlarmName', 'DashboardName', 'ManagedPolicyName', 'RoleName'];

const resources = z.record(
  z.string(),
  z.object({
    Type: z.string(),
    DeletionPolicy: z.optional(z.string()),
    Properties: z._default(z.record(z.string(), z.unknown()), {}),
  }),
);
type Resources = z.infer<typeof resources>;

const before = resources.parse(release010.Resources);
const stack = new TokenRotatorStack(appWith(), 'alation-token-rotator', {
  integrations: {
    'nightly-export': { owner: 'data-platform' },
    tableau: { owner: 'bi-team', readers: ['arn:aws:iam::111122223333:role/tableau'] },
  },
  alertEmails: ['data-platform@example.com'],
  allowedHosts: ['alation.example.com'],
  httpsProxy: 'http://127.0.0.1:65000',
  caBundle: 'test/deploy/tls/company-ca.pem',
});
const after = resources.parse(Template.fromStack(stack).toJSON()['Resources']);

/** The resources of the kinds in `KEPT`, with what decides whether CloudFormation keeps them. */
function keptIn(all: Resources): Readonly<Record<string, unknown>> {
  const kept = Object.entries(all).flatMap(([id, { Type, DeletionPolicy, Properties }]) => {
    const names = KEPT[Type];
    if (names === undefined) return [];
    const fixed = names.map((name) => Properties[name] ?? null);
    return [[id, { Type, DeletionPolicy, fixed }] as const];
  });
  return Object.fromEntries(kept);
}

/** `type name` of the resources that are in `all` and not in `others`. */
const namesOnlyIn = (all: Resources, others: Resources): readonly string[] =>
  Object.entries(all)
    .filter(([id]) => !(id in others))
    .flatMap(([, { Type, Properties }]) =>
      NAMES.filter((name) => name in Properties).map((name) => `${Type} ${JSON.stringify(Properties[name])}`),
    );

/** `FilterPolicyScope` of each subscription. */
const scopes = (all: Resources): readonly unknown[] =>
  Object.values(all)
    .filter(({ Type }) => Type === 'AWS::SNS::Subscription')
    .map(({ Properties }) => Properties['FilterPolicyScope']);

test('an upgrade from 0.1.0 and a rollback keep every secret, key, topic, subscription, queue, bus and log', () => {
  expect(Object.keys(keptIn(before)).length).toBeGreaterThan(15);
  expect(keptIn(after)).toEqual(keptIn(before));
});

test('an upgrade from 0.1.0 and a rollback create no resource with the name of a resource that CloudFormation deletes', () => {
  const deleted = new Set(namesOnlyIn(before, after));

  expect(namesOnlyIn(after, before).filter((one) => deleted.has(one))).toEqual([]);
});

test('an upgrade from 0.1.0 deletes the dashboard, and one rule with its permission, as docs/upgrading.md says', () => {
  const deleted = Object.entries(before).filter(([id]) => !(id in after));

  expect(deleted.map(([, { Type }]) => Type).toSorted()).toEqual([
    'AWS::CloudWatch::Dashboard',
    'AWS::Events::Rule',
    'AWS::Lambda::Permission',
  ]);
});

test('only this version has FilterPolicyScope in its subscriptions, so a rollback needs the step of docs/upgrading.md', () => {
  expect(scopes(before)).toEqual([undefined]);
  expect(scopes(after)).toEqual(['MessageAttributes']);
});
