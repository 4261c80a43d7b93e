import { expect, test } from 'vitest';
import { DAY_MS } from '../../../support/rotation-world.ts';
import { type OAuthWorld, oauthWorld } from './oauth-world.ts';

const refusedRequests = ({ alation }: OAuthWorld) => alation.calls.count({ status: 401 });

test.each(['both', 'basic'] as const)(
  'an instance with the client authentication "%s" never receives a secret in a body',
  async (clientAuthentication) => {
    const world = await oauthWorld({ alation: { clientAuthentication } });
    world.alation.faults.add({ kind: 'status', status: 400, bodyIncludes: 'client_secret' });
    world.storeList(world.client('a'), world.client('b'));
    await world.sweepFor(3 * DAY_MS);
    expect(Object.keys(world.consumed())).toEqual(['200']);
    expect(refusedRequests(world)).toBe(0);
    expect(world.alation.faults.list()).toMatchObject([{ status: 400 }]);
    expect(world.alation.calls.count({ status: 400 })).toBe(0);
  },
);

test('an instance that accepts id and secret only in the body receives HTTP Basic once per client and process', async () => {
  const world = await oauthWorld({ alation: { clientAuthentication: 'body' } });
  world.storeList(world.client('a'), world.client('b'));

  await world.sweepFor(3 * DAY_MS);
  expect(Object.keys(world.consumed())).toEqual(['200']);
  expect(refusedRequests(world)).toBe(2);

  world.restart();
  await world.sweepFor(3 * DAY_MS);
  expect(refusedRequests(world)).toBe(4);
  expect(world.state().status).toMatchObject({ state: 'fresh' });
});

test('a rotation that tries both forms of client authentication mints only once', async () => {
  const world = await oauthWorld({ alation: { clientAuthentication: 'body' } });
  world.storeList(world.client('a'), world.client('b'));
  await world.sweepFor(3 * DAY_MS);
  const rotations = world.events.filter(({ detailType }) => detailType === 'Access Token Rotated').length;
  expect(rotations).toBeGreaterThan(4);
  expect(world.alation.calls.count({ endpoint: 'token', minted: true })).toBe(rotations);
});
