import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { EnvironmentVariable } from '../../functions/contract.ts';
import { rotatorSettings, warnerSettings } from '../../functions/runtime/environment.ts';
import { arnText, at, MINIMAL, resourcesOf, templateOf } from './synth.ts';
import type { Resource } from './synth.ts';

const FUNCTION = 'AWS::Lambda::Function';

test('both functions run on Node 24 and arm64, with the longest timeout of Lambda and their own memory', () => {
  const template = templateOf();

  template.resourceCountIs(FUNCTION, 2);
  template.allResourcesProperties(FUNCTION, {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Timeout: 900,
  });
  expect(functions(template).map(({ Properties }) => Properties['MemorySize'])).toEqual([1_024, 512]);
});

test('the rotator has exactly the listed environment variables', () => {
  expect(environments()[0]).toEqual({
    SECRET_PREFIX: 'alation',
    ALLOWED_HOSTS: '*.alationcloud.com',
    ROTATION_INTERVAL_MINUTES: '15',
    RENEWAL_FRACTION: '0.5',
    NEAR_EXPIRY_FRACTION: '0.25',
    PROBE_INTERVAL_MINUTES: '60',
    REFRESH_TOKEN_LIFETIME_DAYS: '60',
    WRITES_PER_SECOND: '40',
    OAUTH_VERIFICATION: 'both',
    EVENT_BUS_NAME: { Ref: expect.stringContaining('EventBus') as unknown },
  });
});

test('the warner has exactly the listed environment variables', () => {
  expect(environments()[1]).toEqual({
    SECRET_PREFIX: 'alation',
    ALLOWED_HOSTS: '*.alationcloud.com',
    WARNING_DAYS: '14,7,3,1',
    SUMMARY: 'monthly',
    CLIENT_SECRET_MAX_AGE_DAYS: '0',
    ALERT_TOPIC_ARN: { Ref: expect.stringContaining('AlertTopic') as unknown },
    CHAT_TOPICS: '[]',
    DECLARED_SUBSCRIPTIONS: '[]',
    EVENT_BUS_NAME: { Ref: expect.stringContaining('EventBus') as unknown },
  });
});

test('both functions together have exactly the environment variables of the contract', () => {
  const published = templateOf({
    ...MINIMAL,
    runbookUrl: 'https://wiki.example.com/runbook',
    accountAlias: 'acme-prod',
  });
  const names = new Set(environments(published).flatMap((variables) => Object.keys(variables)));

  expect([...names].sort()).toEqual(Object.values(EnvironmentVariable).sort());
});

test('each function accepts its environment variables', () => {
  const [rotator, warner] = environments().map((variables) => ({
    ...deployed(variables),
    EVENT_BUS_NAME: 'alation-token-rotator',
  }));

  expect(rotatorSettings(rotator ?? {})).toMatchObject({ allowedHosts: ['*.alationcloud.com'] });
  expect(warnerSettings(warner ?? {})).toMatchObject({ warningDays: [14, 7, 3, 1] });
});

test('an environment variable joins the values of a list with commas', () => {
  const template = templateOf({ ...MINIMAL, allowedHosts: ['*.alationcloud.com', 'alation.example.com'] });

  template.hasResourceProperties(FUNCTION, {
    Environment: { Variables: { ALLOWED_HOSTS: '*.alationcloud.com,alation.example.com' } },
  });
});

test('each function writes JSON to its own log group with the set retention', () => {
  const template = templateOf({ ...MINIMAL, logRetentionDays: 30 });
  const groups = Object.keys(resourcesOf(template, 'AWS::Logs::LogGroup'));

  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  template.allResourcesProperties(FUNCTION, { LoggingConfig: { LogFormat: 'JSON' } });
  const used = functions(template).map(({ Properties }) =>
    String(at(Properties, 'LoggingConfig', 'LogGroup', 'Ref')),
  );
  expect(used.sort()).toEqual(groups.sort());
});

test('the logs are encrypted', () => {
  for (const { Properties } of Object.values(resourcesOf(templateOf(), 'AWS::Logs::LogGroup'))) {
    expect(Properties['KmsKeyId']).toEqual({
      'Fn::GetAtt': [expect.stringContaining('OperationsKey'), 'Arn'],
    });
  }
});

test('no concurrency is reserved by default', () => {
  for (const { Properties } of functions(templateOf())) {
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  }
});

test('rotatorReservedConcurrency reserves concurrency only for the rotator', () => {
  const reserved = functions(templateOf({ ...MINIMAL, rotatorReservedConcurrency: 1 })).map(
    ({ Properties }) => Properties['ReservedConcurrentExecutions'],
  );

  expect(reserved).toEqual([1, undefined]);
});

function functions(template: ReturnType<typeof templateOf>): Resource[] {
  return Object.values(resourcesOf(template, FUNCTION));
}

/** Variables of the rotator and of the warner. */
function environments(template = templateOf()): Record<string, unknown>[] {
  return functions(template).map(({ Properties }) =>
    z.record(z.string(), z.unknown()).parse(at(Properties, 'Environment', 'Variables')),
  );
}

/** The variables after deployment, with resolved names. */
function deployed(variables: Record<string, unknown> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables ?? {}).map(([name, value]) => [
      name,
      name === 'ALERT_TOPIC_ARN' ? 'arn:aws:sns:eu-central-1:111122223333:alerts' : arnText(value),
    ]),
  );
}
