import { expect, test } from 'vitest';
import { settingsSchema } from '../../infra/settings-schema.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { MINIMAL, OPERATOR, READER, resourcesOf, templateOf } from './synth.ts';

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

test('keeps the secrets and their key when the stack, or CloudFormation, lets go of them', () => {
  const template = templateOf();
  const [key] = Object.values(
    template.findResources('AWS::KMS::Key', {
      Properties: { Description: 'Secrets of the Alation token rotator, alation/' },
    }),
  );

  for (const resource of [...Object.values(resourcesOf(template, SECRET)), key]) {
    expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
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
  const kmsKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const template = templateOf({ ...MINIMAL, kmsKeyArn });

  template.allResourcesProperties(SECRET, { KmsKeyId: kmsKeyArn });
  template.resourceCountIs('AWS::KMS::Key', 1);
});

// Every setting with a value that is not its default; the type makes a new setting stand here.
const changes: { readonly [Name in keyof Required<TokenRotatorProps>]: TokenRotatorProps[Name] } = {
  integrations: { another: {}, tableau: { owner: 'bi-team', readers: [READER] } },
  prefix: 'alation-prod',
  allowedHosts: ['alation.example.com'],
  alertEmails: ['bi@example.com'],
  rotationIntervalMinutes: 30,
  renewalFraction: 0.7,
  probeIntervalMinutes: 120,
  refreshTokenLifetimeDays: 90,
  warningDays: [10],
  warningTime: '07:30',
  warningTimeZone: 'Europe/Berlin',
  clientSecretMaxAgeDays: 180,
  oauthVerification: 'offline',
  writesPerSecond: 10,
  runwayAlarmHours: 2,
  logRetentionDays: 30,
  kmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  operators: [OPERATOR],
  rotatorReservedConcurrency: 1,
  runbookUrl: 'https://wiki.example.com/runbook',
  tags: { team: 'bi' },
};

test('knows a change of every setting', () => {
  expect(Object.keys(changes).sort()).toEqual(Object.keys(settingsSchema.shape).sort());
});

test.each(Object.entries(changes).filter(([name]) => name !== 'prefix'))(
  'replaces and removes no secret when %s changes',
  (name, value) => {
    const before = templateOf();
    const after = templateOf({ ...MINIMAL, [name]: value });

    expect(after.toJSON()).not.toEqual(before.toJSON());
    expect(namesById(after)).toMatchObject(namesById(before));
  },
);

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

function namesById(template: ReturnType<typeof templateOf>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(resourcesOf(template, SECRET)).map(([id, { Properties }]) => [id, Properties['Name']]),
  );
}
