import { Tags, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { expect, test } from 'vitest';
import { Tag } from '../../functions/contract.ts';
import {
  changedNotificationTags,
  parseNotificationState,
} from '../../functions/warning/notification-state.ts';
import { changedTags, parseIntegrationState } from '../../functions/integration/integration-tags.ts';
import { FREE_TAGS, OWN_TAGS } from '../../infra/free-tags.ts';
import { documentedSettings } from '../../infra/props-table.ts';
import { refuseLargeTemplates } from '../../infra/template-size.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import { appWith, EVERYTHING, KEY, MINIMAL, OPERATOR, resourcesOf, templateOf } from './synth.ts';

/** A role with a realistic name: its ARN has 85 characters. */
function role(number: number): string {
  const name = `data-platform/metadata-services/prod-lineage-job-${number}`;
  return `arn:aws:iam::111122223333:role/${name}`.padEnd(85, 'x');
}

/** This number of integrations, each with its own readers, or with readers from a shared list of `different` roles. */
function integrations(
  count: number,
  readersOfEach: number,
  { different = count * readersOfEach } = {},
): Pick<TokenRotatorProps, 'integrations'> {
  const readers = (of: number) =>
    Array.from({ length: readersOfEach }, (_, reader) => role((of * readersOfEach + reader) % different));
  return {
    integrations: Object.fromEntries(
      Array.from({ length: count }, (_, number) => [
        `integration-${number}`,
        { owner: 'bi-team', readers: readers(number) },
      ]),
    ),
  };
}

/** Id of the CDK's warning about a large template. */
const TEMPLATE_WARNING = 'Annotation::@aws-cdk/core:Stack.templateSize';

const hundred = (readersOfEach: number) => integrations(100, readersOfEach);

test('the roles of this test have a realistic length', () => {
  expect(role(7)).toHaveLength(85);
  expect(role(499)).toHaveLength(85);
});

test.each<[string, TokenRotatorProps]>([
  ['1 reader each', hundred(1)],
  ['3 readers each, of 150 different roles', integrations(100, 3, { different: 150 })],
  ['3 readers each, and operators', { ...hundred(3), operators: [OPERATOR] }],
  ['5 readers each, of 100 different roles', integrations(100, 5, { different: 100 })],
  ['5 readers each, operators and an existing key', { ...hundred(5), kmsKeyArn: KEY, operators: [OPERATOR] }],
])('a hundred integrations fit into all limits with %s', (_, settings) => {
  const { Resources } = templateOf(settings).toJSON();

  expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
  expect(JSON.stringify(Resources).length).toBeLessThan(1_000_000);
});

test('the template grows with the number of readers, not with the number of readers times the number of integrations', () => {
  const growth = policiesSize(integrations(40, 2)) - policiesSize(integrations(40, 1));

  // The policies of the access token and of the credentials contain each ARN with quotes and a comma.
  expect(growth).toBeLessThan(40 * 2 * 88 + 500);
});

test.each<[string, TokenRotatorProps, string]>([
  [
    'too many readers for a key policy that names each reader twice',
    hundred(3),
    'integrations.<name>.readers must name fewer different roles in all, because the policy of a KMS key has at most 32,768 characters, got: 5',
  ],
  [
    'too many readers for a key policy that names each reader once, because there are operators',
    { ...hundred(5), operators: [OPERATOR] },
    'integrations.<name>.readers must name fewer different roles in all, because the policy of a KMS key has at most 32,768 characters, got: 4',
  ],
  [
    'too many readers for the policies of credentials, which name all readers with an existing key',
    { ...integrations(2, 150), kmsKeyArn: KEY },
    'integrations.<name>.readers must name fewer different roles in all, because the resource policy of a secret has at most 20,480 characters, got: 26,',
  ],
  [
    'one integration with hundreds of readers',
    { ...integrations(1, 240), operators: [OPERATOR] },
    'integrations.integration-0.readers must name fewer roles, because the resource policy of a secret has at most 20,480 characters, got: 21,',
  ],
  [
    'a key for each of many replicas',
    {
      integrations: Object.fromEntries(
        Array.from({ length: 60 }, (_, number) => [
          `integration-${number}`,
          { replicas: [{ region: 'eu-west-1', kmsKeyArn: `${KEY.slice(0, -3)}${100 + number}` }] },
        ]),
      ),
    },
    'integrations.<name>.replicas must name fewer different keys in all, because a managed policy has at most 6,144 characters, got: ',
  ],
  [
    'hundreds of hosts',
    {
      ...MINIMAL,
      allowedHosts: Array.from({ length: 200 }, (_, number) => `tenant-${number}.alationcloud.com`),
    },
    'allowedHosts or noProxy must be shorter, because the environment of a function has at most 4,096 bytes, got: 5,',
  ],
])('synthesis refuses %s, and the error names the limit and the setting', (_, settings, problem) => {
  expect(() => templateOf(settings)).toThrow(problem);
});

test('synthesis refuses more resources than a stack can have, and the error says how many resources each part needs', () => {
  const settings = {
    ...hundred(0),
    shards: 20,
    chatChannels: Object.fromEntries(
      Array.from({ length: 10 }, (_, number) => [
        `c${number}`,
        { slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' }, severities: ['critical' as const] },
      ]),
    ),
    network: {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef0'],
      endpoints: ['secretsmanager', 'sns', 'events'],
    },
  } as const satisfies TokenRotatorProps;

  expect(() => templateOf(settings)).toThrow(
    /integrations must be fewer, because a CloudFormation stack has at most 500 resources, got: 50\d\. An integration and a chat channel take 4 resources each, an endpoint 2, a shard, a subscription and an alarm 1 each\./,
  );
});

test('the error advises to set operators only if the settings have no operators', () => {
  expect(() => templateOf(hundred(3))).toThrow(
    'With operators, the key policy names each reader once instead of twice.',
  );
  expect(() => templateOf({ ...hundred(5), operators: [OPERATOR] })).toThrow(
    /^(?!.*With operators).*allow it to read the secret and to use the key/s,
  );
});

test('synthesis refuses a template that is too large for CloudFormation', () => {
  expect(() => {
    refuseLargeTemplates(assemblyOf({ ...hundred(1), kmsKeyArn: KEY }));
  }).toThrow(
    /^the template of Test must have at most 1,000,000 bytes, got: 1,\d{3},\d{3}\. If kmsKeyArn is set, also set operators/,
  );
  expect(() => {
    refuseLargeTemplates(assemblyOf(hundred(1)));
  }).not.toThrow();
});

/** This number of tags for every resource. */
const companyTags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, number) => [`company:tag-${number}`, 'x']));

test('a secret has room for every tag that the rotator, the warner and an operator write', () => {
  // Every tag differs from these, so the rotator writes every tag.
  const others = new Proxy<Record<string, string>>({}, { get: () => 'something else' });
  const written = [
    ...Object.keys(changedTags(parseIntegrationState({}), others)),
    ...Object.keys(changedNotificationTags(parseNotificationState({}), others)),
    Tag.paused,
    Tag.pauseNote,
    Tag.role,
    Tag.integration,
    Tag.owner,
    Tag.renews,
    Tag.renewalRequest,
  ];

  expect(new Set(written).size + FREE_TAGS).toBe(50);
});

test('the tags of the settings are limited to the free tags of a secret', () => {
  expect(() => templateOf({ ...MINIMAL, tags: companyTags(FREE_TAGS) })).not.toThrow();
  expect(() => templateOf({ ...MINIMAL, tags: companyTags(FREE_TAGS + 1) })).toThrow(
    'tags must be fewer, because a secret with the 34 tags of the rotator has room for at most 16 tags, got: 17. ',
  );
});

test('the limit of tags also counts the tags that the surrounding app adds', () => {
  const app = appWith();
  const stack = new TokenRotatorStack(app, 'Test', { ...MINIMAL, tags: companyTags(FREE_TAGS + 1) });
  Tags.of(stack).add('of-the-app', 'x');

  expect(() => app.synth()).toThrow('room for at most 16 tags, got: 18.');
});

test('the explanation of the setting tags names the free tags and the tags of the rotator', () => {
  const meaning = documentedSettings().find(({ name }) => name === 'tags')?.meaning;

  expect(meaning).toContain(`At most ${FREE_TAGS}, because a secret can have 50 tags`);
  expect(meaning).toContain(`the rotator needs up to ${OWN_TAGS}.`);
});

test('synthesis accepts all settings together', () => {
  expect(() => templateOf(EVERYTHING)).not.toThrow();
});

function policiesSize(settings: TokenRotatorProps): number {
  return JSON.stringify(resourcesOf(templateOf(settings), 'AWS::SecretsManager::ResourcePolicy')).length;
}

function assemblyOf(settings: TokenRotatorProps): CloudAssembly {
  const app = appWith();
  new TokenRotatorStack(app, 'Test', settings);
  Validations.of(app).acknowledge({ id: TEMPLATE_WARNING, reason: 'This test checks the refusal.' });
  return app.synth();
}
