import { expect, test } from 'vitest';
import { credentialsOf, deploy, HOUR_MS } from './deployment.ts';
import type { Deployment } from './deployment.ts';
import { isServed, logged, published, stateOf, versionCount } from './observations.ts';

/** Secrets Manager is eventually consistent: the next read shows the state of three seconds ago. */
const stale = { kind: 'stale', service: 'secretsmanager', staleMs: 3_000, times: 1 } as const;

/** Creates an integration with a fresh access token. */
async function fresh(refreshTokens: number, supersession: 'coexists' | 'revokes'): Promise<Deployment> {
  const deployment = await deploy({ alation: { supersession } });
  await deployment.integrate('tableau', refreshTokens);
  await deployment.rotate();
  return deployment;
}

test('a rotator whose read is still stale after a conflict adopts the access token of the other rotator', async () => {
  const deployment = await fresh(2, 'coexists');
  await deployment.clock.advance(12 * HOUR_MS);
  const { faults } = deployment.aws;
  // Both rotators read and mint before one of them writes. Then the third read of the access token is stale.
  const slowly = { kind: 'delay', delayMs: 150, times: 2 } as const;
  faults.add({ ...slowly, service: 'secretsmanager', operation: 'PutSecretValue' });
  faults.add({ ...stale, operation: 'GetSecretValue', matchSecretId: 'access-token', skip: 2 });

  const [one, other] = await Promise.all([deployment.rotate(), deployment.rotateBeside()]);

  expect(faults.list()).toEqual([]);
  expect(one.outcomes.rotated + other.outcomes.rotated).toBe(1);
  expect(one.outcomes.adopted + other.outcomes.adopted).toBe(1);
  expect(versionCount(deployment, 'tableau')).toBe(2);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('right after `replace`, a read that still returns the old credential is repeated before the mint', async () => {
  const deployment = await fresh(1, 'revokes');
  const { alation } = deployment;
  await deployment.clock.advance(HOUR_MS);
  const replaced = alation.createRefreshTokenInUi({ userId: 102, name: 'replaced' });
  const versionId = await deployment.store('tableau', credentialsOf(alation.url, [replaced]));
  deployment.aws.faults.add({ ...stale, operation: 'GetSecretValue', matchSecretId: 'credentials' });

  await deployment.rotate({ reconcile: 'alation/tableau/credentials' });

  expect(deployment.aws.faults.list()).toEqual([]);
  const { access_token: accessToken } = await published(deployment, 'tableau');
  expect(alation.mintedBy(accessToken)).toMatchObject({ refreshTokenId: replaced.id });
  expect(stateOf(deployment, 'tableau').acceptedVersion).toBe(versionId);
  expect(await deployment.sweep()).toMatchObject({ outcomes: { rotated: 0, failed: 0 } });
});

test('a stale DescribeSecret does not make the rotator mint twice from a new credential', async () => {
  const deployment = await fresh(1, 'revokes');
  const { alation } = deployment;
  await deployment.clock.advance(HOUR_MS);
  const replaced = alation.createRefreshTokenInUi({ userId: 102, name: 'replaced' });
  const versionId = await deployment.store('tableau', credentialsOf(alation.url, [replaced]));
  deployment.aws.faults.add({ ...stale, operation: 'DescribeSecret', matchSecretId: 'credentials', skip: 1 });

  await deployment.rotate({ integration: 'tableau' });

  expect(deployment.aws.faults.list()).toEqual([]);
  expect(stateOf(deployment, 'tableau').acceptedVersion).toBe(versionId);
  await deployment.sweep();
  expect(versionCount(deployment, 'tableau')).toBe(2);
});

test('a read that still returns the access token from before the last rotation is repeated before the mint', async () => {
  const deployment = await fresh(1, 'revokes');
  await deployment.clock.advance(12 * HOUR_MS);
  await deployment.rotate();
  const { versionId } = await published(deployment, 'tableau');
  const replaced = deployment.alation.createRefreshTokenInUi({ userId: 102, name: 'replaced' });
  await deployment.store('tableau', credentialsOf(deployment.alation.url, [replaced]));
  deployment.aws.faults.add({ ...stale, operation: 'GetSecretValue', matchSecretId: 'access-token' });

  await deployment.rotate();

  expect(deployment.aws.faults.list()).toEqual([]);
  expect(versionCount(deployment, 'tableau')).toBe(3);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'CredentialReplaced' });
  expect((await published(deployment, 'tableau', 'AWSPREVIOUS')).versionId).toBe(versionId);
});
