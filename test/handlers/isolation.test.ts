import { onTestFinished, expect, test } from 'vitest';
import { hang, type RawServer, startRawServer } from '../support/raw-server.ts';
import { deploy } from './deployment.ts';
import { isServed, lines, logged } from './observations.ts';

async function hangingAlation(): Promise<RawServer> {
  const server = await startRawServer(hang);
  onTestFinished(() => server.close());
  return server;
}

test('an Alation that never responds delays only its own integrations, even if it has many integrations', async () => {
  const hanging = await hangingAlation();
  const deployment = await deploy({ otherOrigins: [hanging.origin], timeoutMs: 1_000 });
  for (let index = 0; index < 12; index++) {
    await deployment.addIntegration(`hanging-${index}`);
    await deployment.store(`hanging-${index}`, {
      base_url: hanging.origin,
      refresh_token: deployment.canaries.make(),
      user_id: 102,
    });
  }
  for (const name of ['healthy-1', 'healthy-2', 'healthy-3']) await deployment.integrate(name, 1);

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 3, failed: 12 } });

  const order = lines(deployment)
    .filter(({ message }) => message === 'AccessTokenRotated' || message === 'RotationFailed')
    .map(({ message }) => message);
  expect(order.slice(0, 3)).toEqual(Array(3).fill('AccessTokenRotated'));
  expect(new Set(logged(deployment, 'RotationFailed').map(({ code }) => code))).toEqual(
    new Set(['MintOutcomeUnknown']),
  );
});

test('a failure of any kind affects only its own integration, and the outcomes add up to the due integrations', async () => {
  const deployment = await deploy({ timeoutMs: 1_000 });
  const { alation, aws } = deployment;
  const [hanging] = await deployment.integrate('hanging', 1);
  const [forbidden] = await deployment.integrate('forbidden', 1);
  const [revoked] = await deployment.integrate('revoked', 1);
  await deployment.integrate('malformed', 1);
  await deployment.integrate('denied', 1);
  await deployment.integrate('unwritable', 1);
  await deployment.addIntegration('awaiting');
  for (const name of ['first', 'second', 'third']) await deployment.integrate(name, 2);
  await deployment.store('malformed', '{');
  alation.faults.add({ kind: 'hangBeforeHeaders', credentialId: hanging?.id });
  alation.faults.add({ kind: 'status', status: 403, credentialId: forbidden?.id });
  alation.revokeRefreshToken(revoked?.id ?? '');
  const service = 'secretsmanager';
  aws.faults.add({
    kind: 'error',
    service,
    operation: 'GetSecretValue',
    matchSecretId: 'denied',
    code: 'DecryptionFailure',
  });
  aws.faults.add({
    kind: 'error',
    service,
    operation: 'PutSecretValue',
    matchSecretId: 'unwritable',
    code: 'EncryptionFailure',
  });

  const { due, outcomes } = await deployment.rotate();

  expect(outcomes).toMatchObject({ rotated: 3, failed: 6 });
  expect(due).toBe(Object.values(outcomes).reduce((sum, count) => sum + count, 0));
  for (const name of ['first', 'second', 'third']) expect(await isServed(deployment, name)).toBe(true);
  const codes = logged(deployment, 'RotationFailed').map(({ integration, code }) => [integration, code]);
  expect(Object.fromEntries(codes)).toEqual({
    hanging: 'MintOutcomeUnknown',
    forbidden: 'AlationForbidden',
    revoked: 'CredentialRejected',
    malformed: 'CredentialsMalformed',
    denied: 'SecretAccessDenied',
    unwritable: 'SecretAccessDenied',
  });
});

test('if ListSecrets fails, the invocation fails, so that Lambda retries the invocation', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  deployment.aws.faults.add({
    kind: 'error',
    service: 'secretsmanager',
    operation: 'ListSecrets',
    code: 'AccessDeniedException',
  });

  await expect(deployment.rotate()).rejects.toThrow(
    /^RotationError: ListSecrets of alation\/ failed \(AccessDeniedException, HTTP 400, request .*Allow the function/,
  );

  expect(deployment.deadLetters).toHaveLength(1);
  expect(logged(deployment, 'InvocationFailed')).toHaveLength(1);
});
