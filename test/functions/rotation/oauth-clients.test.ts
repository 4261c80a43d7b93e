import { expect, test } from 'vitest';
import { BASE_URL, HOUR_MS, rotationWorld } from '../../support/rotation-world.ts';

const OTHER_URL = 'https://acme-eu.alationcloud.com';

/** An integration whose access token was minted from an OAuth client. The integration may have another credential. */
async function publishedByClient(other: object | undefined) {
  const world = rotationWorld();
  const client = { name: 'client', ...world.alation.registerOAuthClient() };
  const store = (baseUrl: string, ...credentials: readonly object[]) =>
    world.store.putCredentials('bi', { base_url: baseUrl, credentials });
  world.store.addIntegration('bi');
  store(BASE_URL, client, ...(other === undefined ? [] : [other]));
  await world.sweep();
  world.clock.moveBy(HOUR_MS);
  return { world, client, store, mints: () => world.alation.mintsOf(client.client_secret) };
}

test('the removal of another credential causes no mint from an OAuth client', async () => {
  const gone = { name: 'gone', refresh_token: 'never-made', user_id: 1 };
  const { world, client, store, mints } = await publishedByClient(gone);
  const before = world.published('bi');
  const version = store(BASE_URL, client);
  await world.sweep();
  expect(mints()).toBe(1);
  expect(world.published('bi')).toBe(before);
  expect(world.stateOf('bi')).toMatchObject({
    acceptedVersion: version,
    status: { state: 'fresh' },
    credentials: [{ name: 'client', state: 'active' }],
  });
});

test('an OAuth client does not mint again when its client secret is stored again', async () => {
  const { world, client, store, mints } = await publishedByClient(undefined);
  for (let again = 0; again < 3; again++) {
    store(BASE_URL, { ...client, note: again });
    await world.sweep();
    world.clock.moveBy(HOUR_MS);
  }
  expect(mints()).toBe(1);
});

test('the next sweep rotates after base_url changed', async () => {
  const { world, client, store, mints } = await publishedByClient(undefined);
  store(OTHER_URL, client);
  await world.sweep();
  expect(mints()).toBe(2);
  expect(world.store.currentAccessToken('bi')?.text).toContain(OTHER_URL);
});

test('the next sweep mints from an OAuth client that replaces another OAuth client', async () => {
  const { world, store } = await publishedByClient(undefined);
  const next = world.alation.registerOAuthClient();
  store(BASE_URL, { name: 'client', ...next });
  await world.sweep();
  expect(world.alation.mintsOf(next.client_secret)).toBe(1);
  expect(world.consumerIsServed('bi')).toBe(true);
});

test('a request causes another mint from an unchanged OAuth client', async () => {
  const { world, client, store, mints } = await publishedByClient(undefined);
  store(BASE_URL, client);
  await world.sweep(undefined, { only: ['bi'], requestedAt: Infinity });
  expect(mints()).toBe(2);
});

test('an inactive access token of a rejected OAuth client is replaced by an access token of another OAuth client', async () => {
  const world = rotationWorld();
  const [one, other] = [world.alation.registerOAuthClient(), world.alation.registerOAuthClient()];
  world.store.addIntegration('bi');
  world.store.putCredentials('bi', {
    base_url: BASE_URL,
    credentials: [
      { name: 'one', ...one },
      { name: 'other', ...other },
    ],
  });
  await world.sweep();
  world.alation.revoke(one.client_secret);
  await world.sweepFor(2 * HOUR_MS);
  expect(world.alation.mintsOf(other.client_secret)).toBe(0);
  world.alation.revokeAccessTokens(one.client_secret);
  await world.sweepFor(2 * HOUR_MS);
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.stateOf('bi').accessToken).toMatchObject({ credential: 'other', verified: true });
});
