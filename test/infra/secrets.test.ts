import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { settingsSchema } from '../../infra/settings-schema.ts';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { appWith, EVERYTHING, KEY, MINIMAL, READER, resourcesOf, templateOf } from './synth.ts';

const SECRET = 'AWS::SecretsManager::Secret';

test('each integration has two secrets without a value', () => {
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

test('the secrets, their policies and their key stay when the stack no longer contains them', () => {
  const template = templateOf();
  const retained = [
    ...Object.values(resourcesOf(template, SECRET)),
    ...Object.values(resourcesOf(template, 'AWS::SecretsManager::ResourcePolicy')),
    secretsKeyOf(template),
  ];

  expect(retained).toHaveLength(5);
  // `Retain` would keep a secret of a failed deployment. Such a secret has no value and makes the next deployment fail.
  for (const resource of retained) {
    expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  }
});

test('the secrets and their key refer to no other resource, so they can be imported alone', () => {
  const template = templateOf({ integrations: { tableau: { readers: [READER] } } });
  const [keyId = ''] = Object.keys(template.findResources('AWS::KMS::Key', secretsKeyOf(template)));
  const importable = [...Object.values(resourcesOf(template, SECRET)), secretsKeyOf(template)];
  const references = [...JSON.stringify(importable).matchAll(/"(?:Ref":|Fn::GetAtt":\[)"([\w:]+)"/g)];

  expect(new Set(references.map(([, name]) => name))).toEqual(
    new Set([keyId, 'AWS::Partition', 'AWS::Region', 'AWS::AccountId']),
  );
});

test('a secret has tags with its role, integration and owner', () => {
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

test('secrets, functions, topics and keys have the tags of the settings', () => {
  const template = templateOf({ ...MINIMAL, tags: { 'cost-centre': '42' } });

  for (const type of [SECRET, 'AWS::Lambda::Function', 'AWS::SNS::Topic', 'AWS::KMS::Key']) {
    for (const { Properties } of Object.values(resourcesOf(template, type))) {
      expect(Properties['Tags']).toContainEqual({ Key: 'cost-centre', Value: '42' });
    }
  }
});

test('an existing key encrypts the secrets', () => {
  const template = templateOf({ ...MINIMAL, kmsKeyArn: KEY });

  template.allResourcesProperties(SECRET, { KmsKeyId: KEY });
  template.resourceCountIs('AWS::KMS::Key', 1);
});

test('the settings of this test have a value for every setting', () => {
  expect(Object.keys(EVERYTHING).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
});

// Settings that need other settings.
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
const integrationChanges = Object.entries(EVERYTHING.integrations['tableau'] ?? {}).map(([name, value]) => ({
  name: `integrations.tableau.${name}`,
  before: MINIMAL,
  change: { integrations: { tableau: { [name]: value } } },
}));

// The prefix names the secrets. Termination protection is no part of a template.
const excluded = new Set(['prefix', 'terminationProtection']);

test.each([...changes.filter(({ name }) => !excluded.has(name)), ...integrationChanges])(
  'no secret is replaced or removed when $name is set or removed',
  ({ before, change }) => {
    const without = templateOf(before);
    const having = templateOf({ ...before, ...change });

    expect(having.toJSON()).not.toEqual(without.toJSON());
    expect(namesById(having)).toMatchObject(namesById(without));
    const ids = Object.keys(namesById(without));
    expect(pickIds(namesById(having), ids)).toEqual(namesById(without));
  },
);

test('no secret is replaced when all settings except prefix change together', () => {
  const after = templateOf({ ...EVERYTHING, prefix: 'alation' });

  expect(namesById(after)).toMatchObject(namesById(templateOf()));
});

test('the same settings always give the same template', () => {
  const [first, second] = [1, 2].map(() =>
    Template.fromStack(new TokenRotatorStack(appWith(), 'Test', EVERYTHING)),
  );

  expect(second?.toJSON()).toEqual(first?.toJSON());
});

test('the old secrets stay when the prefix changes', () => {
  const before = Object.values(resourcesOf(templateOf(), SECRET));
  const after = Object.values(resourcesOf(templateOf({ ...MINIMAL, prefix: 'alation-prod' }), SECRET));

  expect(after.map(({ Properties }) => Properties['Name'])).toEqual([
    'alation-prod/tableau/credentials',
    'alation-prod/tableau/access-token',
  ]);
  for (const { UpdateReplacePolicy } of before) expect(UpdateReplacePolicy).toBe('Retain');
});

test('one stack can contain a hundred integrations with one reader each', () => {
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  const integrations = Object.fromEntries(
    numbers.map((n) => [`integration-${n}`, { readers: [`${READER}-${n}`] }]),
  );
  const { Resources, Outputs } = templateOf({ integrations }).toJSON();

  expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
  expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
  expect(JSON.stringify(Resources).length).toBeLessThan(1_000_000);
});

test('synthesis fails on more integrations than a stack can contain', () => {
  const integrations = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`integration-${n}`, {}]));

  expect(() => templateOf({ integrations })).toThrow(
    'integrations must name at most 100 integrations, because a CloudFormation stack has at most 500 resources',
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

/** Name by logical id. CloudFormation replaces a secret only if its name or its logical id changes. */
function namesById(template: ReturnType<typeof templateOf>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resourcesOf(template, SECRET)).map(([id, { Properties }]) => [id, Properties['Name']]),
  );
}
