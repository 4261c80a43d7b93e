import { describe, expect, test } from 'vitest';
import { findLeaks } from '../../../support/canary.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../support/rotation-world.ts';
import { type OAuthWorld, oauthWorld } from './oauth-world.ts';

const failuresAndCredentials = ({ events, state }: OAuthWorld) => ({
  failed: events.filter(({ detailType }) => detailType.endsWith('Failed')),
  credentials: state().credentials.map(({ name, kind }) => `${name} ${kind}`),
});

/** Number of published access tokens by the name of the credential. */
function publishedCounts({ events, state }: OAuthWorld): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { detailType, detail } of events) {
    if (detailType !== 'Access Token Rotated') continue;
    const name = String(detail['credential']);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  expect(state().accessToken).toBeDefined();
  return counts;
}

describe('moving from a refresh token to an OAuth client', () => {
  test.each(['api-key', 'client'])(
    'always serves an active access token, whichever credential is the issuing credential: %s',
    async (issuing) => {
      const world = await oauthWorld({ isInProcess: true });
      const refreshToken = world.refreshToken('api-key');
      const client = world.client('client');
      world.storeList(refreshToken);
      await world.sweepFor(DAY_MS);
      const withOneCredential = world.inactiveMoments();
      world.storeList(refreshToken, client);
      await world.sweepFor(1.5 * DAY_MS);
      expect(publishedCounts(world)).toMatchObject({
        'api-key': expect.any(Number),
        client: expect.any(Number),
      });
      while (world.published()?.credential !== issuing) await world.sweepFor(15 * MINUTE_MS);
      // The published access token was inactive only with a single refresh token, between mint and publish.
      expect(world.inactiveMoments()).toBe(withOneCredential);

      world.storeList(client);
      await world.sweepFor(15 * MINUTE_MS);

      expect(Object.keys(world.consumed())).toEqual(['200']);
      expect(world.inactiveMoments()).toBe(withOneCredential);
      expect(failuresAndCredentials(world)).toEqual({ failed: [], credentials: ['client oauth-client'] });
      expect(findLeaks(world.output(), world.secrets())).toEqual([]);
      await world.sweepFor(DAY_MS);
      expect(world.published()).toMatchObject({ credential: 'client', token_type: 'Bearer' });
      expect(Object.keys(world.consumed())).toEqual(['200']);
    },
  );

  test.each([1, 1.5])(
    'needs no credential names and can end with the document for one credential, after %d days with both credentials',
    async (days) => {
      const world = await oauthWorld({ isInProcess: true });
      const refreshToken = { ...world.refreshToken('x'), name: undefined };
      const client = { ...world.client('x'), name: undefined };
      world.storeSingle(refreshToken);
      await world.sweep();
      world.clock.moveBy(HOUR_MS);

      world.storeList(refreshToken, client);
      await world.sweepFor(days * DAY_MS);
      world.storeSingle(client);
      await world.sweepFor(15 * MINUTE_MS);

      expect(Object.keys(world.consumed())).toEqual(['200']);
      expect(world.inactiveMoments()).toBe(0);
      expect(failuresAndCredentials(world)).toEqual({ failed: [], credentials: ['default oauth-client'] });
    },
  );

  test('can be done in one step, with the same name', async () => {
    const world = await oauthWorld({ isInProcess: true });
    world.storeSingle(world.refreshToken(''));
    await world.sweep();
    world.clock.moveBy(HOUR_MS);
    const old = world.published();

    world.storeSingle(world.client(''));
    await world.sweepFor(2 * HOUR_MS);

    expect(world.published()).toMatchObject({ credential: 'default', token_type: 'Bearer' });
    expect(world.inactiveMoments()).toBe(0);
    // A consumer that read the old access token can use it until it expires.
    expect(world.alation.isAccessTokenActive(old?.access_token ?? '')).toBe(true);
  });

  test.each([
    ['introspection answers 503', { kind: 'status', status: 503, path: 'introspect' }],
    ['the OAuth endpoints answer 503', { kind: 'status', status: 503, path: '/oauth/' }],
    ['the response to the mint is lost', { kind: 'dropAfterProcessing', path: '/oauth/v2/token/' }],
    ['the OAuth endpoints do not exist', { kind: 'status', status: 404, path: '/oauth/' }],
  ] as const)('in one step does not replace the active access token if %s', async (_, fault) => {
    const world = await oauthWorld({ isInProcess: true });
    world.storeSingle(world.refreshToken(''));
    await world.sweep();
    world.clock.moveBy(HOUR_MS);
    const good = world.published();
    world.alation.faults.add(fault);
    world.storeSingle(world.client(''));

    await world.sweepFor(2 * HOUR_MS);
    expect(world.published()).toEqual(good);
    expect(world.inactiveMoments()).toBe(0);

    world.alation.faults.clear();
    await world.sweepFor(30 * MINUTE_MS);
    expect(world.published()).toMatchObject({ token_type: 'Bearer' });
    expect(world.state().status).toMatchObject({ state: 'fresh' });
  });
});

test('no request of a consumer fails while an integration moves from an OAuth client to a refresh token', async () => {
  const world = await oauthWorld({ isInProcess: true });
  const client = world.client('client');
  const refreshToken = world.refreshToken('api-key');
  world.storeList(client);
  await world.sweepFor(DAY_MS);
  world.storeList(client, refreshToken);
  await world.sweepFor(2 * DAY_MS);
  world.storeList(refreshToken);
  await world.sweepFor(2 * DAY_MS);
  expect(Object.keys(world.consumed())).toEqual(['200']);
  expect(world.published()).toMatchObject({ credential: 'api-key', header_name: 'TOKEN' });
});

describe('a refresh token and an OAuth client in one integration', () => {
  test('alternate, and the published access token is always active', async () => {
    const world = await oauthWorld({ isInProcess: true });
    world.storeList(world.refreshToken('api-key'), world.client('client'));
    await world.sweepFor(6 * DAY_MS);
    const { 'api-key': fromRefreshToken = 0, client = 0 } = publishedCounts(world);
    expect(Math.abs(fromRefreshToken - client)).toBeLessThanOrEqual(1);
    expect(Object.keys(world.consumed())).toEqual(['200']);
    expect(world.inactiveMoments()).toBe(0);
  });

  test.each([
    ['answer 503', { kind: 'status', status: 503, path: '/oauth/' }],
    ['answer HTML', { kind: 'html200', path: '/oauth/' }],
    ['lose their responses', { kind: 'dropAfterProcessing', path: '/oauth/' }],
    ['answer 403', { kind: 'status', status: 403, path: '/oauth/' }],
    ['do not exist', { kind: 'status', status: 404, path: '/oauth/' }],
  ] as const)(
    'serve consumers from the refresh token if the OAuth endpoints %s for two days',
    async (_, fault) => {
      const world = await oauthWorld({ isInProcess: true });
      world.storeList(world.refreshToken('api-key'), world.client('client'));
      await world.sweepFor(6 * HOUR_MS);
      const before = publishedCounts(world)['client'] ?? 0;
      world.alation.faults.add(fault);

      await world.sweepFor(2 * DAY_MS);
      expect(Object.keys(world.consumed())).toEqual(['200']);
      expect(publishedCounts(world)['client'] ?? 0).toBe(before);

      world.alation.faults.clear();
      await world.sweepFor(DAY_MS);
      expect(publishedCounts(world)['client'] ?? 0).toBeGreaterThan(before);
      expect(world.state().status).toMatchObject({ state: 'fresh' });
    },
  );

  test('serve consumers from the client if the API-key endpoints are down for two days', async () => {
    const world = await oauthWorld({ isInProcess: true });
    world.storeList(world.client('client'), world.refreshToken('api-key'));
    await world.sweepFor(6 * HOUR_MS);
    const before = publishedCounts(world)['api-key'] ?? 0;
    world.alation.faults.add({ kind: 'status', status: 503, path: 'APIAccessToken' });
    await world.sweepFor(2 * DAY_MS);
    expect(Object.keys(world.consumed())).toEqual(['200']);
    expect(publishedCounts(world)['api-key'] ?? 0).toBe(before);
  });

  test('serve consumers from the refresh token if another program always mints from the client', async () => {
    const world = await oauthWorld({ isInProcess: true });
    world.storeList(world.refreshToken('api-key'), world.client('client'));
    await world.sweepFor(6 * HOUR_MS);
    // Introspection reports each new access token of the client as inactive.
    world.alation.faults.add({
      kind: 'wrongShape',
      path: 'introspect',
      status: 200,
      body: { active: false },
    });
    await world.sweepFor(2 * DAY_MS);
    expect(Object.keys(world.consumed())).toEqual(['200']);
    expect(world.events).toContainEqual(
      expect.objectContaining({ detail: expect.objectContaining({ code: 'SupersededAtOnce' }) }),
    );
  });
});
