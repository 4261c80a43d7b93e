import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { accessTokenSecret } from '../../local/installation/names.ts';
import { deploy, HOUR_MS, MINUTE_MS, INTERVAL_MS } from './deployment.ts';
import { isServed, logged, published, versionCount } from './observations.ts';

test.each([
  { refreshTokens: 1, supersession: 'revokes' },
  { refreshTokens: 2, supersession: 'revokes' },
  { refreshTokens: 1, supersession: 'coexists' },
  { refreshTokens: 2, supersession: 'coexists' },
] as const)(
  'after two concurrent rotators the published access token is active, with $refreshTokens refresh token(s) and the supersession "$supersession"',
  async ({ refreshTokens, supersession }) => {
    const deployment = await deploy({ alation: { supersession } });
    await deployment.integrate('tableau', refreshTokens);
    await deployment.rotate();

    for (let round = 0; round < 3; round++) {
      await deployment.clock.advance(12 * HOUR_MS);
      const versions = versionCount(deployment, 'tableau');
      const summaries = await Promise.all([deployment.rotate(), deployment.rotateBeside()]);

      const ended = summaries.map(({ outcomes }) => outcomes.rotated + outcomes.adopted + outcomes.skipped);
      expect(ended).toEqual([1, 1]);
      expect(await isServed(deployment, 'tableau')).toBe(true);
      expect(versionCount(deployment, 'tableau') - versions).toBeLessThanOrEqual(2);
    }
  },
);

// Incident 1
test('if two rotators write the same version, the second rotator adopts the access token that the first rotator published', async () => {
  const deployment = await deploy({ alation: { supersession: 'coexists' } });
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  // Both rotators read and mint before one of them writes.
  const slowly = { kind: 'delay', delayMs: 150, times: 2 } as const;
  deployment.aws.faults.add({ ...slowly, service: 'secretsmanager', operation: 'PutSecretValue' });

  const [one, other] = await Promise.all([deployment.rotate(), deployment.rotateBeside()]);

  expect(one.outcomes.rotated + other.outcomes.rotated).toBe(1);
  expect(one.outcomes.adopted + other.outcomes.adopted).toBe(1);
  expect(versionCount(deployment, 'tableau')).toBe(2);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(await deployment.sweep()).toMatchObject({ outcomes: { rotated: 0, failed: 0 } });
});

test('a write whose response is lost is repeated with its VersionId and stored once', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  deployment.aws.faults.add({
    service: 'secretsmanager',
    operation: 'PutSecretValue',
    kind: 'dropAfterProcessing',
    times: 2,
  });

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

  expect(versionCount(deployment, 'tableau')).toBe(1);
  expect(deployment.alation.calls.count({ minted: true })).toBe(1);
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('the rotator detects that a manual rollback published an inactive access token, and still writes the next version', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 1);
  await deployment.rotate();
  await deployment.clock.advance(MINUTE_MS);
  await deployment.rotate({ integration: 'tableau', force: true });
  const [current, previous] = [
    await published(deployment, 'tableau'),
    await published(deployment, 'tableau', 'AWSPREVIOUS'),
  ];

  await deployment.secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: accessTokenSecret('tableau'),
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: previous.versionId,
      RemoveFromVersionId: current.versionId,
    }),
  );
  expect(await isServed(deployment, 'tableau')).toBe(false);
  await deployment.sweepFor(5 * INTERVAL_MS);

  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(logged(deployment, 'AccessTokenRotated').at(-1)).toMatchObject({ reason: 'Dead' });
  expect(versionCount(deployment, 'tableau')).toBe(3);
});
