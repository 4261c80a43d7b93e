import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { settingsSchema } from '../../infra/settings-schema.ts';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { appWith, EVERYTHING, KEY, MINIMAL, READER, resourcesOf, templateOf } from './synth.ts';

const SECRET = 'AWS::SecretsManager::Secret';

test('makes the two secrets of each integration without any value', () => {
  const secrets = Object.values(
    resourcesOf(templateOf({ integrations: { tableau: {}, 'power-bi': {} } }), SECRET),
  );

  expect(secrets.map(({ Properties }) => Properties['Name'])).toEqual([
    'alation/tableau/credentials',
    'alation/tableau/access-token',
    'alation/power-bi/credentials',
    'alation/power-bi/access-token',
  ]);
  for (const { Properties } of secrets) {
    expect(Object.keys(Properties).sort()).toEqual(['Description', 'KmsKeyId', 'Name', 'Tags']);
  }
});

test('keeps the secrets, their policies and their key when the stack, or CloudFormation, lets go of them', () => {
  const template = templateOf();
  const kept = [
    ...Object.values(resourcesOf(template, SECRET)),
    ...Object.values(resourcesOf(template, 'AWS::SecretsManager::ResourcePolicy')),
    secretsKeyOf(template),
  ];

  expect(kept).toHaveLength(5);
  // Not `Retain`: what a deployment made before it failed is without any value, and would be in the next one's way.
  for (const resource of kept) {
    expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  }
});

test('refers from the secrets and their key to nothing else of the stack, so that they can be imported alone', () => {
  const template = templateOf({ integrations: { tableau: { readers: [READER] } } });
  const [keyId = ''] = Object.keys(template.findResources('AWS::KMS::Key', secretsKeyOf(template)));
  const importable = [...Object.values(resourcesOf(template, SECRET)), secretsKeyOf(template)];
  const references = [...JSON.stringify(importable).matchAll(/"(?:Ref":|Fn::GetAtt":\[)"([\w:]+)"/g)];

  expect(new Set(references.map(([, name]) => name))).toEqual(
    new Set([keyId, 'AWS::Partition', 'AWS::Region', 'AWS::AccountId']),
  );
});

test('tags a secret with its role, integration and owner', () => {
  const template = templateOf({ integrations: { tableau: { owner: 'bi-team' } } });

  template.hasResourceProperties(SECRET, {
    Name: 'alation/tableau/access-token',
    Tags: [
      { Key: 'token-rotator:integration', Value: 'tableau' },
      { Key: 'token-rotator:owner', Value: 'bi-team' },
      { Key: 'token-rotator:role', Value: 'access-token' },
    ],
  });
});

test('tags everything with the given tags besides', () => {
  const template = templateOf({ ...MINIMAL, tags: { 'cost-centre': '42' } });

  for (const type of [SECRET, 'AWS::Lambda::Function', 'AWS::SNS::Topic', 'AWS::KMS::Key']) {
    for (const { Properties } of Object.values(resourcesOf(template, type))) {
      expect(Properties['Tags']).toContainEqual({ Key: 'cost-centre', Value: '42' });
    }
  }
});

test('encrypts the secrets with an existing key when one is given', () => {
  const template = templateOf({ ...MINIMAL, kmsKeyArn: KEY });

  template.allResourcesProperties(SECRET, { KmsKeyId: KEY });
  template.resourceCountIs('AWS::KMS::Key', 1);
});

test('knows a change of every setting', () => {
  expect(Object.keys(EVERYTHING).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
});

// Settings that only make sense together with others.
const companions: Readonly<Record<string, readonly (keyof TokenRotatorProps)[]>> = {
  alertSubscriptions: ['integrations'],
  chatChannels: ['integrations'],
  noProxy: ['httpsProxy'],
};
const changes = Object.entries(EVERYTHING).map(([name, value]) => ({
  name,
  before: { ...MINIMAL, ...pick(companions[name] ?? []) },
  change: { [name]: value },
}));
const ownerChanges = Object.entries(EVERYTHING.integrations['tableau'] ?? {}).map(([name, value]) => ({
  name: `integrations.tableau.${name}`,
  before: MINIMAL,
  change: { integrations: { tableau: { [name]: value } } },
}));

test.each([...changes.filter(({ name }) => name !== 'prefix'), ...ownerChanges])(
  'replaces and removes no secret when $name changes, to a value or back',
  ({ before, change }) => {
    const without = templateOf(before);
    const having = templateOf({ ...before, ...change });

    expect(having.toJSON()).not.toEqual(without.toJSON());
    expect(namesById(having)).toMatchObject(namesById(without));
    const kept = Object.keys(namesById(without));
    expect(pickIds(namesById(having), kept)).toEqual(namesById(without));
  },
);

test('replaces no secret when all settings change at once, the prefix apart', () => {
  const after = templateOf({ ...EVERYTHING, prefix: 'alation' });

  expect(namesById(after)).toMatchObject(namesById(templateOf()));
});

test('makes the same template of the same settings every time', () => {
  const [first, second] = [1, 2].map(() =>
    Template.fromStack(new TokenRotatorStack(appWith(), 'Test', EVERYTHING)),
  );

  expect(second?.toJSON()).toEqual(first?.toJSON());
});

test('keeps the old secrets when the prefix, which is in their names, changes', () => {
  const before = Object.values(resourcesOf(templateOf(), SECRET));
  const after = Object.values(resourcesOf(templateOf({ ...MINIMAL, prefix: 'alation-prod' }), SECRET));

  expect(after.map(({ Properties }) => Properties['Name'])).toEqual([
    'alation-prod/tableau/credentials',
    'alation-prod/tableau/access-token',
  ]);
  for (const { UpdateReplacePolicy } of before) expect(UpdateReplacePolicy).toBe('Retain');
});

test('holds a hundred integrations, each with a reader of its own, in one stack', () => {
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  const integrations = Object.fromEntries(
    numbers.map((n) => [`integration-${n}`, { readers: [`${READER}-${n}`] }]),
  );
  const { Resources, Outputs } = templateOf({ integrations }).toJSON();

  expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
  expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
  expect(JSON.stringify(Resources).length).toBeLessThan(1_000_000);
});

test('fails on more integrations than a stack can hold', () => {
  const integrations = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`integration-${n}`, {}]));

  expect(() => templateOf({ integrations })).toThrow(
    'integrations must name at most 100 integrations, because a CloudFormation stack holds 500 resources',
  );
});

function secretsKeyOf(template: Template): Record<string, unknown> {
  const [key = {}] = Object.values(
    template.findResources('AWS::KMS::Key', {
      Properties: { Description: 'Secrets of the Alation token rotator, alation/' },
    }),
  );
  return key;
}

function pick(names: readonly (keyof TokenRotatorProps)[]): Partial<TokenRotatorProps> {
  return Object.fromEntries(names.map((name) => [name, EVERYTHING[name]]));
}

function pickIds(names: Record<string, unknown>, ids: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(ids.map((id) => [id, names[id]]));
}

/** Name by logical id: CloudFormation replaces a secret when either changes, and for no other property. */
function namesById(template: ReturnType<typeof templateOf>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resourcesOf(template, SECRET)).map(([id, { Properties }]) => [id, Properties['Name']]),
  );
}
