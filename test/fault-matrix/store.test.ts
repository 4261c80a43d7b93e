import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Fault } from '../../local/aws/fault.ts';
import { accessTokenSecret, credentialsSecret } from '../../local/installation/names.ts';
import { type Deployment, HOUR_MS, INTERVAL_MS } from '../handlers/deployment.ts';
import {
  failureCode,
  isServed,
  logged,
  messagesOf,
  published,
  stateOf,
  versionCount,
} from '../handlers/observations.ts';
import { deployWithTls } from './tls.ts';

const secretsManager = { service: 'secretsmanager' } as const;
const failing = { ...secretsManager, matchSecretId: 'failing' } as const;

/** Creates a failing and a healthy integration. Both are due for rotation. */
async function deployDue(refreshTokens: number): Promise<Deployment> {
  const deployment = await deployWithTls();
  await deployment.integrate('failing', refreshTokens);
  await deployment.integrate('healthy', 1);
  await deployment.rotate();
  await deployment.deliverEvents();
  await deployment.clock.advance(12 * HOUR_MS);
  deployment.aws.topics.messages.length = 0;
  return deployment;
}

const minted = ({ alation }: Deployment) => alation.calls.count({ minted: true });

/** Runs the scheduled sweeps of this time span and delivers the events. */
async function runFor(deployment: Deployment, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += INTERVAL_MS) {
    await deployment.sweep();
    await deployment.deliverEvents();
  }
}

test.each([
  ['DecryptionFailure', 'SecretAccessDenied'],
  ['AccessDeniedException', 'SecretAccessDenied'],
  ['InvalidRequestException', 'SecretMissing'],
  ['InternalServiceError', 'SecretsManagerUnavailable'],
] as const)(
  'a secret that the rotator cannot read (%s) causes no mint and one alert, and the other integration is rotated',
  async (awsError, code) => {
    const deployment = await deployDue(1);
    const before = await published(deployment, 'failing');
    const mintedBefore = minted(deployment);
    const restore = deployment.aws.faults.add({
      ...failing,
      operation: 'GetSecretValue',
      kind: 'error',
      code: awsError,
    });

    await runFor(deployment, 3 * HOUR_MS);

    expect(failureCode(deployment, 'failing')).toBe(code);
    // The rotator minted only for the healthy integration.
    expect(minted(deployment)).toBe(mintedBefore + 1);
    expect(versionCount(deployment, 'healthy')).toBe(2);
    // Consumers have an active access token, so the daily run sends the alert.
    await deployment.warn();
    expect(messagesOf(deployment)).toHaveLength(1);
    restore();
    await runFor(deployment, 2 * INTERVAL_MS);
    await deployment.warn();
    expect(versionCount(deployment, 'failing')).toBe(2);
    expect((await published(deployment, 'failing')).versionId).not.toBe(before.versionId);
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
  'with two credentials, 11 h of failed writes (%s) leave the published access token active',
  async (awsError, code) => {
    const deployment = await deployDue(2);
    const before = await published(deployment, 'failing');
    const restore = deployment.aws.faults.add({
      ...failing,
      operation: 'PutSecretValue',
      kind: 'error',
      code: awsError,
    });

    for (const hours of [1, 2, 4, 4]) {
      await runFor(deployment, hours * HOUR_MS);
      expect(await isServed(deployment, 'failing')).toBe(true);
    }

    expect(failureCode(deployment, 'failing')).toBe(code);
    expect(await published(deployment, 'failing')).toEqual(before);
    expect(messagesOf(deployment)).toHaveLength(1);
    restore();
    await runFor(deployment, 2 * INTERVAL_MS);
    expect(versionCount(deployment, 'failing')).toBe(2);
    expect(await isServed(deployment, 'failing')).toBe(true);
  },
);

test.each([
  ['the credentials', credentialsSecret('failing')],
  ['the access token', accessTokenSecret('failing')],
])(
  'the deletion of the secret with %s causes no mint and at most one alert, and affects no other integration',
  async (_, SecretId) => {
    const deployment = await deployDue(1);
    const mintedBefore = minted(deployment);
    await deployment.secretsManager.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));

    await runFor(deployment, 3 * HOUR_MS);

    expect(minted(deployment)).toBe(mintedBefore + 1);
    expect(versionCount(deployment, 'healthy')).toBe(2);
    expect(messagesOf(deployment).length).toBeLessThanOrEqual(1);
  },
);

test.each([
  ['ListSecrets', {}],
  ['DescribeSecret', failing],
  ['BatchGetSecretValue', {}],
  ['PutSecretValue', failing],
  ['TagResource', failing],
])('a %s that is throttled twice is retried within its sweep', async (operation, which) => {
  const deployment = await deployDue(1);
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
  expect(stateOf(deployment, 'failing').status).toMatchObject({ state: 'fresh' });
});

test.each([
  ['PutSecretValue', 'dropBeforeProcessing'],
  ['PutSecretValue', 'dropAfterProcessing'],
  ['TagResource', 'dropBeforeProcessing'],
  ['BatchGetSecretValue', 'dropBeforeProcessing'],
] as const)(
  'a %s whose connection breaks (%s) is retried, and the rotation stores one version',
  async (operation, kind) => {
    const deployment = await deployDue(1);
    deployment.aws.faults.add({ ...failing, operation, kind, times: 1 });
    const mintedBefore = minted(deployment);

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 2, failed: 0 } });

    expect(deployment.aws.faults.list()).toEqual([]);
    expect(minted(deployment)).toBe(mintedBefore + 2);
    expect(versionCount(deployment, 'failing')).toBe(2);
  },
);

test('a batch with one failed and one good secret gives each integration its own outcome', async () => {
  const deployment = await deployDue(1);
  deployment.aws.faults.add({
    ...secretsManager,
    operation: 'GetSecretValue',
    matchSecretId: 'failing/access-token',
    kind: 'error',
    code: 'DecryptionFailure',
    times: 1,
  });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 1 } });

  expect(logged(deployment, 'RotationFailed')).toMatchObject([
    { integration: 'failing', explanation: expect.stringContaining('alation/failing/access-token') },
  ]);
});

test.each([1, 2])(
  'a Secrets Manager outage of 11 h makes no access token inactive with %i credential(s), and the rotation succeeds within two sweeps',
  async (count) => {
    const deployment = await deployDue(count);
    const before = await published(deployment, 'failing');
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
    expect(await published(deployment, 'failing')).toEqual(before);
    expect(await isServed(deployment, 'failing')).toBe(true);
    for (let sweep = 0; sweep < 2; sweep++) await deployment.sweep();
    expect(versionCount(deployment, 'failing')).toBe(2);
    expect(await isServed(deployment, 'failing')).toBe(true);
  },
);
