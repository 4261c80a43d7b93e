import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../support/rotation-world.ts';
import { KEYS_COOLDOWN_MS } from '../../../../functions/alation/oauth/key-cache.ts';
import { INTEGRATION, oauthWorld } from './oauth-world.ts';

const modes = ['online', 'offline', 'both'] as const;

test.each(modes)(
  'two clients serve consumers while the signing keys rotate every other day, verified %s',
  async (oauthVerification) => {
    const world = await oauthWorld({ oauthVerification, isInProcess: true });
    world.storeList(world.client('a', 12 * HOUR_MS), world.client('b', 12 * HOUR_MS));
    for (let round = 0; round < 3; round++) {
      await world.sweepFor(2 * DAY_MS);
      await world.alation.rotateSigningKey({ keepOldForMs: 12 * HOUR_MS });
    }
    await world.sweepFor(DAY_MS);

    expect(Object.keys(world.consumed())).toEqual(['200']);
    expect(world.inactiveMoments()).toBe(0);
    expect(world.state().status).toMatchObject({ state: 'fresh' });
    expect(world.events.filter(({ detailType }) => detailType.endsWith('Failed'))).toEqual([]);
  },
);

test.each(modes)(
  'after a signing key is withdrawn, consumers get 401 for at most one probe interval, verified %s',
  async (oauthVerification) => {
    const world = await oauthWorld({ oauthVerification, isInProcess: true });
    world.storeList(world.client('a'), world.client('b'));
    await world.sweepFor(6 * HOUR_MS);
    await world.alation.rotateSigningKey({ keepOldForMs: 0 });
    await world.sweepFor(6 * HOUR_MS);

    expect(world.consumed()['401'] ?? 0).toBeLessThanOrEqual((60 * MINUTE_MS) / (15 * MINUTE_MS));
    expect(world.events.findLast(({ detailType }) => detailType === 'Access Token Rotated')).toMatchObject({
      detail: { reason: 'Dead', verified: true },
    });
    expect(world.state().status).toMatchObject({ state: 'fresh' });
  },
);

test('keys are fetched once while they are recent, and once more for an unknown kid', async () => {
  const world = await oauthWorld({ oauthVerification: 'offline' });
  world.storeList(world.client('a'), world.client('b'));
  const fetched = () => world.alation.calls.count({ endpoint: 'jwks' });

  await world.sweep();
  for (let again = 0; again < 3; again++) await world.sweep([INTEGRATION]);
  expect(fetched()).toBe(1);
  await world.alation.rotateSigningKey({ keepOldForMs: HOUR_MS });
  world.clock.moveBy(KEYS_COOLDOWN_MS);
  for (let again = 0; again < 3; again++) await world.sweep([INTEGRATION]);
  expect(fetched()).toBe(2);
  expect(world.state().status).toMatchObject({ state: 'fresh' });
});
