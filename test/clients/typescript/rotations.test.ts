/** What the client in TypeScript promises a program while the rotator replaces access tokens. */
import { setImmediate } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { DAY_MS, deploy, HOUR_MS } from '../../handlers/deployment.ts';
import { published } from '../../handlers/observations.ts';
import { awsConnection } from '../../support/aws-clients.ts';
import { clientOf, startConsumer } from './consumer.ts';

const ROTATIONS = 100;

/** Rotates a hundred times, every 12 hours, beside a program that calls Alation every 10 ms. */
async function rotateBesideConsumer(refreshTokens: number) {
  const deployment = await deploy();
  await deployment.integrate('tableau', refreshTokens);
  await deployment.rotate();
  const consumer = startConsumer(deployment);
  let rotations = 0;
  while (rotations < ROTATIONS) {
    // The client reads once an hour.
    await deployment.clock.advance(HOUR_MS);
    await consumer.uses((await published(deployment, 'tableau')).versionId);
    await deployment.clock.advance(11 * HOUR_MS);
    rotations += (await deployment.rotate()).outcomes.rotated;
  }
  await consumer.stop();
  const refused = deployment.alation.calls
    .all()
    .filter(({ endpoint, outcome }) => endpoint === 'userinfo' && outcome.status !== 200).length;
  return {
    rotations,
    failed: consumer.statuses.filter((status) => status !== 200).length,
    refused,
  };
}

test('with one credential, no call of a program that calls every 10 ms fails during a hundred rotations', async () => {
  const { rotations, failed, refused } = await rotateBesideConsumer(1);
  expect({ rotations, failed }).toEqual({ rotations: ROTATIONS, failed: 0 });
  // Without refused calls this test would show nothing.
  expect(refused).toBeGreaterThan(ROTATIONS);
});

test('with two credentials, Alation refuses no call during a hundred rotations', async () => {
  expect(await rotateBesideConsumer(2)).toEqual({ rotations: ROTATIONS, failed: 0, refused: 0 });
});

test('a program that calls once a second reads the secret at most 48 times a day', async () => {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  const { url, region } = deployment.aws;
  const secretsManager = new SecretsManagerClient(awsConnection(url, region));
  let reads = 0;
  secretsManager.middlewareStack.add(
    (next) => (request) => {
      reads += 1;
      return next(request);
    },
    { step: 'initialize' },
  );
  const client = clientOf(deployment, secretsManager);
  const versions = new Set<string>();
  for (let second = 0; second < DAY_MS / 1_000; second += 1) {
    if (second % 900 === 0) await deployment.rotate();
    versions.add((await client.get()).versionId);
    await deployment.clock.advance(1_000);
    // A read in the background takes less than a second.
    await setImmediate();
  }
  expect(versions.size).toBeGreaterThan(1);
  expect(reads).toBeGreaterThanOrEqual(24);
  expect(reads).toBeLessThanOrEqual(48);
});
