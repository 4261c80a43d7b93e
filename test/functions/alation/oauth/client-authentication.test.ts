import { expect, test } from 'vitest';
import { DAY_MS } from '../../../support/rotation-world.ts';
import { type OAuthWorld, oauthWorld } from './oauth-world.ts';

const refused = ({ alation }: OAuthWorld) => alation.calls.count({ status: 401 });

test.each(['both', 'basic'] as const)(
  'an instance with the client authentication "%s" never receives a secret in a body',
  async (clientAuthentication) => {
    const world = await oauthWorld({ alation: { clientAuthentication } });
    world.alation.faults.add({ kind: 'status', status: 400, bodyIncludes: 'client_secret' });
    world.storeList(world.client('a'), world.client('b'));
    await world.sweepFor(3 * DAY_MS);
    expect(Object.keys(world.consumed())).toEqual(['200']);
    expect(refused(world)).toBe(0);
    expect(world.alation.faults.list()).toMatchObject([{ status: 400 }]);
    expect(world.alation.calls.count({ status: 400 })).toBe(0);
  },
);

test('an instance that accepts only the body receives Basic once per client and process', async () => {
  const world = await oauthWorld({ alation: { clientAuthentication: 'body' } });
  world.storeList(world.client('a'), world.client('b'));

  await world.sweepFor(3 * DAY_MS);
  expect(Object.keys(world.consumed())).toEqual(['200']);
  expect(refused(world)).toBe(2);

  world.restart();
  await world.sweepFor(3 * DAY_MS);
  expect(refused(world)).toBe(4);
  expect(world.state().status).toMatchObject({ state: 'fresh' });
});

test('the second form of authentication never mints a second time', async () => {
  const world = await oauthWorld({ alation: { clientAuthentication: 'body' } });
  world.storeList(world.client('a'), world.client('b'));
  await world.sweepFor(3 * DAY_MS);
  const rotations = world.events.filter(({ detailType }) => detailType === 'Access Token Rotated').length;
  expect(rotations).toBeGreaterThan(4);
  expect(world.alation.calls.count({ endpoint: 'token', minted: true })).toBe(rotations);
});
