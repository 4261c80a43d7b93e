import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../support/rotation-world.ts';
import { INTEGRATION, oauthWorld } from './oauth-world.ts';

test.each([
  { lifetime: '72 hours', duration: 72 * HOUR_MS, intervalMs: 15 * MINUTE_MS, during: 9 * DAY_MS },
  { lifetime: '24 hours', duration: DAY_MS, intervalMs: 15 * MINUTE_MS, during: 5 * DAY_MS },
  { lifetime: 'two hours', duration: 2 * HOUR_MS, intervalMs: 15 * MINUTE_MS, during: 2 * DAY_MS },
  { lifetime: 'half an hour', duration: 30 * MINUTE_MS, intervalMs: 15 * MINUTE_MS, during: 2 * DAY_MS },
  { lifetime: 'half an hour', duration: 30 * MINUTE_MS, intervalMs: 5 * MINUTE_MS, during: 2 * DAY_MS },
  { lifetime: '32 minutes', duration: 32 * MINUTE_MS, intervalMs: 2 * MINUTE_MS, during: 2 * DAY_MS },
])(
  'with two OAuth clients, access tokens of $lifetime and a sweep every $intervalMs ms, consumers always read an active access token',
  async ({ duration, intervalMs, during }) => {
    const world = await oauthWorld({ policy: { intervalMs }, isInProcess: true });
    world.storeList(world.client('a', duration), world.client('b', duration));

    await world.sweepFor(during);

    expect(world.consumed()).toEqual({ 200: during / intervalMs });
    expect(world.inactiveMoments()).toBe(0);
    expect(world.state().status).toMatchObject({ state: 'fresh' });
    // The mints stay below the quota of versions, and are frequent enough that no access token expires.
    const mints = world.alation.calls.count({ endpoint: 'token', minted: true });
    expect(mints).toBeGreaterThanOrEqual(during / duration);
    expect(mints).toBeLessThanOrEqual(Math.min((during / DAY_MS) * 100, (during / duration) * 4));
  },
);

test.each([15, 5, 2, 1])(
  'with a lifetime of five minutes and a sweep every %i minutes, the published versions stay below the quota of versions',
  async (minutes) => {
    const intervalMs = minutes * MINUTE_MS;
    const world = await oauthWorld({ policy: { intervalMs }, isInProcess: true });
    world.storeList(world.client('a', 5 * MINUTE_MS), world.client('b', 5 * MINUTE_MS));

    await world.sweepFor(2 * DAY_MS);

    expect(world.store.accessTokenVersions(INTEGRATION).length).toBeLessThanOrEqual(200);
    expect(world.log.filter(({ event }) => event === 'RotationFailed')).toEqual([]);
    expect(world.state().status).toMatchObject({ state: 'failing', code: 'LifetimeTooShort' });
    // The quota of 100 versions a day allows one version every 14.4 minutes.
    const periods = (2 * DAY_MS) / (Math.ceil(14.4 / minutes) * intervalMs);
    expect(world.store.accessTokenVersions(INTEGRATION).length).toBeGreaterThan(periods * 0.95);
  },
);

test('an access token whose lifetime is too short for the schedule never replaces an access token with a longer lifetime', async () => {
  const world = await oauthWorld();
  world.storeList(world.refreshToken('api-key'));
  await world.sweepFor(HOUR_MS);

  const refreshToken = world.refreshToken('api-key');
  world.storeList(refreshToken, world.client('short', 5 * MINUTE_MS));
  await world.sweepFor(4 * DAY_MS);

  // The refresh token mints every published access token, as with only one credential.
  expect(Object.keys(world.consumed())).toEqual(['200']);
  expect(world.published()).toMatchObject({ credential: 'api-key', token_type: 'APIAccessToken' });
  expect(world.state().credentials).toMatchObject([{ state: 'active' }, { state: 'unchecked' }]);
});

test('a lifetime that is too short is reported with its code and the setting to change', async () => {
  const world = await oauthWorld();
  world.storeList(world.refreshToken('api-key'));
  await world.sweep();
  world.storeSingle(world.client('short', 5 * MINUTE_MS));
  const before = world.published();

  await world.sweep();

  expect(world.published()).toEqual(before);
  expect(world.state().status).toMatchObject({ state: 'failing', code: 'LifetimeTooShort' });
  const { explanation, disposition } =
    world.log.findLast(({ event }) => event === 'RotationFailed')?.fields ?? {};
  expect(disposition).toBe('reconfigure');
  expect(explanation).toContain('a lifetime of 5 minutes');
  expect(explanation).toContain('Access Token Duration to 30 minutes or more');
});

test('without another credential a short-lived access token is published and reported', async () => {
  const world = await oauthWorld();
  world.storeSingle(world.client('short', 5 * MINUTE_MS));
  await world.sweep();
  expect(world.published()).toMatchObject({ credential: 'default', token_type: 'Bearer' });
  expect(world.state().status).toMatchObject({ state: 'failing', code: 'LifetimeTooShort' });
  const line = world.log.find(({ event }) => event === 'AccessTokenTooShortLived');
  expect(line).toMatchObject({ level: 'error', fields: { integration: INTEGRATION } });
  expect(line?.fields['explanation']).toContain('Access Token Duration to 30 minutes or more');
});
