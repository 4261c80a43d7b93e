import { expect, test } from 'vitest';
import { integrationName } from '../../bench/names.ts';
import { allFresh, seed } from '../../bench/world/seed.ts';
import { createWorld } from '../../bench/world/world.ts';
import type { World } from '../../bench/world/world.ts';

const START = Date.UTC(2026, 0, 1);

async function worldOf(integrations: number): Promise<World> {
  const world = createWorld(START);
  await seed(world, integrations, 10, allFresh(START));
  world.reset();
  return world;
}

async function call(world: World, operation: string, input: object): Promise<string> {
  const { status, body } = await world.respond({
    id: 0,
    now: world.clock.now(),
    service: 'aws',
    method: 'POST',
    target: '/',
    headers: { 'x-amz-target': `secretsmanager.${operation}` },
    body: JSON.stringify(input),
  });
  expect(status).toBe(200);
  return body;
}

/** Publishes the current document again, with these changes. */
async function publish(world: World, index: number, changes: object = {}): Promise<void> {
  const SecretId = `alation/${integrationName(index)}/access-token`;
  const current = JSON.parse(await call(world, 'GetSecretValue', { SecretId })) as { SecretString: string };
  const document = { ...(JSON.parse(current.SecretString) as object), ...changes };
  await call(world, 'PutSecretValue', {
    SecretId,
    SecretString: JSON.stringify(document),
    ClientRequestToken: `version-${Math.random()}-of-a-test-of-the-bench`,
  });
}

test('seeded access tokens are published and active, and do not count as rotations', async () => {
  const world = await worldOf(5);
  expect(world.tally(5)).toEqual({ notRotated: 5, rotatedTwice: 0, inactive: 0 });
});

test('the tally counts integrations that were not rotated, rotated twice, or have an inactive access token', async () => {
  const world = await worldOf(5);
  await publish(world, 0);
  await publish(world, 1);
  await publish(world, 1);
  await publish(world, 2, { access_token: 'never-minted' });
  expect(world.tally(5)).toEqual({ notRotated: 2, rotatedTwice: 1, inactive: 1 });
});

test('the world counts calls, and counts throttled calls separately', async () => {
  const world = await worldOf(1);
  await call(world, 'DescribeSecret', { SecretId: `alation/${integrationName(0)}/credentials` });
  for (let id = 0; id < 60; id++) {
    await world.respond({
      id,
      now: START,
      service: 'aws',
      method: 'POST',
      target: '/',
      headers: { 'x-amz-target': 'secretsmanager.TagResource' },
      body: JSON.stringify({ SecretId: 'none', Tags: [] }),
    });
  }
  expect(world.counts().throttled).toBe(10);
  expect(world.counts().aws['secretsmanager.DescribeSecret']).toBe(1);
});
