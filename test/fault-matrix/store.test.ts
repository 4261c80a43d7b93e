import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Fault } from '../../local/aws/fault.ts';
import { accessTokenSecret, credentialsSecret } from '../../local/installation/names.ts';
import { type Deployment, HOUR_MS, TICK_MS } from '../handlers/deployment.ts';
import {
  failureCode,
  isServed,
  logged,
  messagesOf,
  published,
  recordOf,
  versionCount,
} from '../handlers/look.ts';
import { deployWithTls } from './tls.ts';

const secretsManager = { service: 'secretsmanager' } as const;
const troubled = { ...secretsManager, matchSecretId: 'troubled' } as const;

/** An integration whose access token is due, and a healthy one that is due as well. */
async function due(refreshTokens: number): Promise<Deployment> {
  const deployment = await deployWithTls();
  await deployment.integrate('troubled', refreshTokens);
  await deployment.integrate('healthy', 1);
  await deployment.rotate();
  await deployment.deliverEvents();
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.aws.topics.messages.length = 0;
  return deployment;
}

const minted = ({ alation }: Deployment) => alation.calls.count({ minted: true });

/** Passes ticks of that much time and what events start. */
async function live(deployment: Deployment, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += TICK_MS) {
    await deployment.tick();
    await deployment.deliverEvents();
  }
}

test.each([
  ['DecryptionFailure', 'SecretAccessDenied'],
  ['AccessDeniedException', 'SecretAccessDenied'],
  ['InvalidRequestException', 'SecretMissing'],
  ['InternalServiceError', 'SecretsManagerUnavailable'],
] as const)(
  'a secret that cannot be read for %s costs no mint and no other integration, and is told once',
  async (code, says) => {
    const deployment = await due(1);
    const before = await published(deployment, 'troubled');
    const mintedBefore = minted(deployment);
    const restore = deployment.aws.faults.add({
      ...troubled,
      operation: 'GetSecretValue',
      kind: 'error',
      code,
    });

    await live(deployment, 3 * HOUR_MS);

    expect(failureCode(deployment, 'troubled')).toBe(says);
    // The healthy one.
    expect(minted(deployment)).toBe(mintedBefore + 1);
    expect(versionCount(deployment, 'healthy')).toBe(2);
    expect(messagesOf(deployment)).toHaveLength(1);
    restore();
    await live(deployment, 2 * TICK_MS);
    expect(versionCount(deployment, 'troubled')).toBe(2);
    expect((await published(deployment, 'troubled')).versionId).not.toBe(before.versionId);
    expect(messagesOf(deployment)).toHaveLength(2);
  },
);

test.each([
  ['EncryptionFailure', 'SecretAccessDenied'],
  ['AccessDeniedException', 'SecretAccessDenied'],
  ['LimitExceededException', 'PublishFailed'],
  ['InternalServiceError', 'SecretsManagerUnavailable'],
  ['ValidationException', 'Unexpected'],
] as const)(
  'with two credentials, an access token that cannot be written for %s costs consumers nothing in 11 h',
  async (code, says) => {
    const deployment = await due(2);
    const before = await published(deployment, 'troubled');
    const restore = deployment.aws.faults.add({
      ...troubled,
      operation: 'PutSecretValue',
      kind: 'error',
      code,
    });

    for (const hours of [0, 1, 2, 4, 4]) {
      await deployment.clock.advance(hours * HOUR_MS);
      await deployment.rotate();
      await deployment.deliverEvents();
      expect(await isServed(deployment, 'troubled')).toBe(true);
    }

    expect(failureCode(deployment, 'troubled')).toBe(says);
    expect(await published(deployment, 'troubled')).toEqual(before);
    expect(messagesOf(deployment)).toHaveLength(1);
    restore();
    await live(deployment, 2 * TICK_MS);
    expect(versionCount(deployment, 'troubled')).toBe(2);
    expect(await isServed(deployment, 'troubled')).toBe(true);
  },
);

test.each([
  ['the credentials', credentialsSecret('troubled')],
  ['the access token', accessTokenSecret('troubled')],
])(
  'an integration whose secret with %s is deleted makes no noise for the others, no mint and at most one message',
  async (_, SecretId) => {
    const deployment = await due(1);
    const mintedBefore = minted(deployment);
    await deployment.secretsManager.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));

    await live(deployment, 3 * HOUR_MS);

    expect(minted(deployment)).toBe(mintedBefore + 1);
    expect(versionCount(deployment, 'healthy')).toBe(2);
    expect(messagesOf(deployment).length).toBeLessThanOrEqual(1);
  },
);

test.each([
  ['ListSecrets', {}],
  ['DescribeSecret', troubled],
  ['BatchGetSecretValue', {}],
  ['PutSecretValue', troubled],
  ['TagResource', troubled],
])('a %s that is throttled twice is repeated within its tick', async (operation, which) => {
  const deployment = await due(1);
  const throttle: Fault = {
    ...secretsManager,
    ...which,
    operation,
    kind: 'error',
    code: 'ThrottlingException',
    times: 2,
  };
  deployment.aws.faults.add(throttle);
  const mintedBefore = minted(deployment);

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 2, failed: 0 } });

  expect(deployment.aws.faults.list()).toEqual([]);
  expect(minted(deployment)).toBe(mintedBefore + 2);
  expect(recordOf(deployment, 'troubled').status).toMatchObject({ state: 'fresh' });
});

test.each([
  ['PutSecretValue', 'dropBeforeProcessing'],
  ['PutSecretValue', 'dropAfterProcessing'],
  ['TagResource', 'dropBeforeProcessing'],
  ['BatchGetSecretValue', 'dropBeforeProcessing'],
] as const)(
  'a %s whose connection breaks (%s) is repeated and stores one version',
  async (operation, kind) => {
    const deployment = await due(1);
    deployment.aws.faults.add({ ...troubled, operation, kind, times: 1 });
    const mintedBefore = minted(deployment);

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 2, failed: 0 } });

    expect(deployment.aws.faults.list()).toEqual([]);
    expect(minted(deployment)).toBe(mintedBefore + 2);
    expect(versionCount(deployment, 'troubled')).toBe(2);
  },
);

test('one batch holds a secret with an error and one without, and neither is taken for the other', async () => {
  const deployment = await due(1);
  deployment.aws.faults.add({
    ...secretsManager,
    operation: 'GetSecretValue',
    matchSecretId: 'troubled/access-token',
    kind: 'error',
    code: 'DecryptionFailure',
    times: 1,
  });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 1 } });

  expect(logged(deployment, 'RotationFailed')).toMatchObject([
    { integration: 'troubled', explanation: expect.stringContaining('alation/troubled/access-token') },
  ]);
});

test.each([1, 2])(
  'a Region whose Secrets Manager is away for 11 h costs %i credential(s) no access token, and is over within two ticks',
  async (count) => {
    const deployment = await due(count);
    const before = await published(deployment, 'troubled');
    const restore = deployment.aws.faults.add({
      ...secretsManager,
      kind: 'error',
      code: 'InternalServiceError',
      status: 500,
    });

    for (let hour = 0; hour < 11; hour++) {
      await deployment.clock.advance(HOUR_MS);
      await expect(deployment.rotate()).rejects.toThrow(
        'ListSecrets of alation/ failed (InternalServiceError',
      );
    }

    restore();
    expect(await published(deployment, 'troubled')).toEqual(before);
    expect(await isServed(deployment, 'troubled')).toBe(true);
    for (let tick = 0; tick < 2; tick++) await deployment.tick();
    expect(versionCount(deployment, 'troubled')).toBe(2);
    expect(await isServed(deployment, 'troubled')).toBe(true);
  },
);
