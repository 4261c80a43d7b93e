import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../support/rotation-world.ts';
import { INTEGRATION, oauthWorld } from './oauth-world.ts';

test.each([
  { life: '72 hours', duration: 72 * HOUR_MS, tick: 15 * MINUTE_MS, during: 9 * DAY_MS },
  { life: '24 hours', duration: DAY_MS, tick: 15 * MINUTE_MS, during: 5 * DAY_MS },
  { life: 'two hours', duration: 2 * HOUR_MS, tick: 15 * MINUTE_MS, during: 2 * DAY_MS },
  { life: 'half an hour', duration: 30 * MINUTE_MS, tick: 15 * MINUTE_MS, during: 2 * DAY_MS },
  { life: 'half an hour', duration: 30 * MINUTE_MS, tick: 5 * MINUTE_MS, during: 2 * DAY_MS },
  { life: '32 minutes', duration: 32 * MINUTE_MS, tick: 2 * MINUTE_MS, during: 2 * DAY_MS },
])(
  'two clients with a life of $life and a tick of $tick ms never show a consumer a dead access token',
  async ({ duration, tick, during }) => {
    const world = await oauthWorld({ policy: { intervalMs: tick } });
    world.storeList(world.client('a', duration), world.client('b', duration));

    await world.ticksFor(during);

    expect(world.consumed()).toEqual({ 200: during / tick });
    expect(world.deadMoments()).toBe(0);
    expect(world.record().status).toMatchObject({ state: 'fresh' });
    // Neither more often than Secrets Manager keeps versions, nor so seldom that an access token could have run out.
    const mints = world.alation.calls.count({ endpoint: 'token', minted: true });
    expect(mints).toBeGreaterThanOrEqual(during / duration);
    expect(mints).toBeLessThanOrEqual(Math.min((during / DAY_MS) * 100, (during / duration) * 4));
  },
);

test.each([15, 5, 2, 1])(
  'a life of five minutes, the shortest there is, fills no quota of versions with a tick every %i minutes',
  async (minutes) => {
    const tick = minutes * MINUTE_MS;
    const world = await oauthWorld({ policy: { intervalMs: tick } });
    world.storeList(world.client('a', 5 * MINUTE_MS), world.client('b', 5 * MINUTE_MS));

    await world.ticksFor(2 * DAY_MS);

    expect(world.store.accessTokenVersions(INTEGRATION).length).toBeLessThanOrEqual(200);
    expect(world.log.filter(({ event }) => event === 'RotationFailed')).toEqual([]);
    expect(world.record().status).toMatchObject({ state: 'failing', code: 'LifetimeTooShort' });
    const periods = (2 * DAY_MS) / (Math.ceil(14.4 / minutes) * tick);
    expect(world.store.accessTokenVersions(INTEGRATION).length).toBeGreaterThan(periods * 0.95);
  },
);

test('an access token that lives too short for the schedule never takes the place of a good one', async () => {
  const world = await oauthWorld();
  world.storeList(world.refreshToken('api-key'));
  await world.ticksFor(HOUR_MS);

  const refreshToken = world.refreshToken('api-key');
  world.storeList(refreshToken, world.client('short', 5 * MINUTE_MS));
  await world.ticksFor(4 * DAY_MS);

  // The refresh token does all the work, as if it were the only credential.
  expect(Object.keys(world.consumed())).toEqual(['200']);
  expect(world.published()).toMatchObject({ credential: 'api-key', token_type: 'APIAccessToken' });
  expect(world.record().credentials).toMatchObject([{ state: 'active' }, { state: 'unchecked' }]);
});

test('it is refused by name, with the setting that would mend it', async () => {
  const world = await oauthWorld();
  world.storeList(world.refreshToken('api-key'));
  await world.tick();
  world.storeSingle(world.client('short', 5 * MINUTE_MS));
  const before = world.published();

  await world.tick();

  expect(world.published()).toEqual(before);
  expect(world.record().status).toMatchObject({ state: 'failing', code: 'LifetimeTooShort' });
  const { explanation, disposition } =
    world.log.findLast(({ event }) => event === 'RotationFailed')?.fields ?? {};
  expect(disposition).toBe('reconfigure');
  expect(explanation).toContain('a lifetime of 5 minutes');
  expect(explanation).toContain('Access Token Duration to 30 minutes or more');
});

test('where there is nothing better it is published all the same, and said to be too short', async () => {
  const world = await oauthWorld();
  world.storeSingle(world.client('short', 5 * MINUTE_MS));
  await world.tick();
  expect(world.published()).toMatchObject({ credential: 'default', token_type: 'Bearer' });
  expect(world.record().status).toMatchObject({ state: 'failing', code: 'LifetimeTooShort' });
  const line = world.log.find(({ event }) => event === 'AccessTokenTooShortLived');
  expect(line).toMatchObject({ level: 'error', fields: { integration: INTEGRATION } });
  expect(line?.fields['explanation']).toContain('Access Token Duration to 30 minutes or more');
});
