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

async function ask(world: World, operation: string, input: object): Promise<string> {
  const { status, body } = await world.answer({
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

/** Publishes what is published already, or something else, once more. */
async function publish(world: World, index: number, changes: object = {}): Promise<void> {
  const SecretId = `alation/${integrationName(index)}/access-token`;
  const current = JSON.parse(await ask(world, 'GetSecretValue', { SecretId })) as { SecretString: string };
  const document = { ...(JSON.parse(current.SecretString) as object), ...changes };
  await ask(world, 'PutSecretValue', {
    SecretId,
    SecretString: JSON.stringify(document),
    ClientRequestToken: `version-${Math.random()}-of-a-test-of-the-bench`,
  });
}

test('what was seeded is published, alive, and no rotation', async () => {
  const world = await worldOf(5);
  expect(world.tally(5)).toEqual({ lost: 5, doubled: 0, dead: 0 });
});

test('the tally tells what was published once, more often and not at all, and what is dead', async () => {
  const world = await worldOf(5);
  await publish(world, 0);
  await publish(world, 1);
  await publish(world, 1);
  await publish(world, 2, { access_token: 'never-minted' });
  expect(world.tally(5)).toEqual({ lost: 2, doubled: 1, dead: 1 });
});

test('calls are counted, those that are refused for their pace among them', async () => {
  const world = await worldOf(1);
  await ask(world, 'DescribeSecret', { SecretId: `alation/${integrationName(0)}/credentials` });
  for (let call = 0; call < 60; call++) {
    await world.answer({
      id: call,
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
