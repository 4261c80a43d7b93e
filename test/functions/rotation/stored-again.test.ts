import { expect, test } from 'vitest';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { IssuedRefreshToken } from '../../support/in-memory-alation.ts';
import { BASE_URL, DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';

/** An integration of two refresh tokens, `one` and `two`, that has just been rotated: `two` published. */
async function justRotated() {
  const world = rotationWorld();
  const one = world.alation.issueRefreshToken();
  const two = world.alation.issueRefreshToken();
  const three = world.alation.issueRefreshToken();
  const store = (...credentials: readonly object[]) =>
    world.store.putCredentials('bi', { base_url: BASE_URL, credentials });
  world.store.addIntegration('bi');
  store({ name: 'one', ...one }, { name: 'two', ...two });
  await world.tick();
  const superseded = world.published('bi') ?? '';
  world.clock.moveBy(HOUR_MS);
  await world.tick(undefined, { only: ['bi'], requestedAt: Infinity });
  world.clock.moveBy(MINUTE_MS);
  const published = world.published('bi') ?? '';
  expect(world.recordOf('bi').accessToken?.credential).toBe('two');
  return {
    world,
    store,
    refreshTokens: { one, two, three },
    published,
    mints: () => [one, two, three].map(({ refresh_token }) => world.alation.mintsOf(refresh_token)),
    /** Whoever read an access token before the credentials were stored is still let in. */
    consumersAreServed: () => [superseded, published].every((text) => world.alation.isActive(text)),
  };
}

test('credentials that are stored again do not mint', async () => {
  const { world, store, refreshTokens, mints, published, consumersAreServed } = await justRotated();
  const version = store({ name: 'one', ...refreshTokens.one }, { name: 'two', ...refreshTokens.two });
  await world.tick();
  expect(mints()).toEqual([1, 1, 0]);
  expect(world.published('bi')).toBe(published);
  expect(consumersAreServed()).toBe(true);
  expect(world.recordOf('bi')).toMatchObject({
    acceptedVersion: version,
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }, { state: 'active' }],
  });
});

test.each([
  { replaced: 'one', asked: false },
  { replaced: 'two', asked: false },
  { replaced: 'one', asked: true },
  { replaced: 'two', asked: true },
] as const)(
  'when "$replaced" is replaced, and a rotation asked for $asked, its successor mints and nobody loses an access token',
  async ({ replaced, asked }) => {
    const { world, store, refreshTokens, mints, published, consumersAreServed } = await justRotated();
    const entries = { ...refreshTokens, [replaced]: refreshTokens.three };
    store({ name: 'one', ...entries.one }, { name: 'two', ...entries.two });
    await world.tick(undefined, asked ? { only: ['bi'], requestedAt: Infinity } : {});
    expect(mints()).toEqual([1, 1, 1]);
    expect(world.published('bi')).not.toBe(published);
    expect(consumersAreServed()).toBe(true);
    expect(world.recordOf('bi').accessToken).toMatchObject({ credential: replaced, verified: true });
  },
);

test('the third credential mints if the one after the issuing credential is rejected', async () => {
  const { world, store, refreshTokens } = await justRotated();
  store({ name: 'one', ...refreshTokens.one }, { name: 'two', refresh_token: 'never-made', user_id: 1 });
  await world.tick();
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.recordOf('bi')).toMatchObject({
    accessToken: { credential: 'one' },
    credentials: [{ state: 'active' }, { state: 'rejected' }],
  });
});

test('the issuing credential does not mint under the new name that it gets when an unnamed list moves up', async () => {
  const world = rotationWorld();
  const [first, second, third] = [0, 1, 2].map(() => world.alation.issueRefreshToken());
  const nameless = (...tokens: readonly (IssuedRefreshToken | undefined)[]) =>
    world.store.putCredentials('bi', {
      base_url: BASE_URL,
      credentials: tokens.map((token) => ({ ...token, name: undefined })),
    });
  world.store.addIntegration('bi');
  nameless(first, second);
  await world.tick();
  world.clock.moveBy(HOUR_MS);
  await world.tick(undefined, { only: ['bi'], requestedAt: Infinity });
  world.clock.moveBy(MINUTE_MS);
  const published = world.published('bi') ?? '';
  nameless(second, third);
  await world.tick();
  expect(world.alation.isActive(published)).toBe(true);
  expect(world.alation.mintsOf(third?.refresh_token ?? '')).toBe(1);
});

test('swapped names change nothing, now and at the next renewal', async () => {
  const { world, store, refreshTokens, mints, published, consumersAreServed } = await justRotated();
  store({ name: 'two', ...refreshTokens.one }, { name: 'one', ...refreshTokens.two });
  await world.tick();
  expect(mints()).toEqual([1, 1, 0]);
  expect(consumersAreServed()).toBe(true);
  expect(world.recordOf('bi').accessToken).toMatchObject({ credential: 'one', verified: true });
  await world.ticksFor(14 * HOUR_MS);
  expect(mints()[0]).toBeGreaterThan(1);
  expect(mints()[1]).toBe(1);
  expect(world.alation.isActive(published)).toBe(true);
});

test('a single refresh token that is stored again does not mint', async () => {
  const world = rotationWorld();
  const token = world.alation.issueRefreshToken();
  world.store.addIntegration('bi');
  world.store.putCredentials('bi', { base_url: BASE_URL, ...token });
  await world.tick();
  const published = world.published('bi') ?? '';
  world.clock.moveBy(HOUR_MS);
  world.store.putCredentials('bi', { base_url: BASE_URL, ...token, name: 'as-alation-calls-it' });
  await world.tick();
  expect(world.alation.mintsOf(token.refresh_token)).toBe(1);
  expect(world.published('bi')).toBe(published);
});

test('the estimated expiry of a refresh token stays when another one is replaced', async () => {
  const world = rotationWorld();
  const [kept, replaced, successor] = [0, 1, 2].map(() => world.alation.issueRefreshToken());
  const blind = () =>
    world.rotator({
      before: ({ operation }) => {
        if (operation === 'inspect') throw new RotationError('AlationUnavailable', 'no answer');
      },
    });
  const store = (other: IssuedRefreshToken | undefined) =>
    world.store.putCredentials('bi', {
      base_url: BASE_URL,
      credentials: [
        { name: 'kept', ...kept },
        { name: 'other', ...other },
      ],
    });
  world.store.addIntegration('bi');
  store(replaced);
  await world.tick(blind());
  const [before] = world.recordOf('bi').credentials;
  expect(before).toMatchObject({ name: 'kept', expirySource: 'estimated' });
  world.clock.moveBy(30 * DAY_MS);
  store(successor);
  await world.tick(blind());
  const [after, fresh] = world.recordOf('bi').credentials;
  expect(after?.expiresAt).toBe(before?.expiresAt);
  expect((fresh?.expiresAt ?? 0) - (after?.expiresAt ?? 0)).toBe(30 * DAY_MS);
});

test('a renewal does not try a credential first because it was just stored', async () => {
  const { world, store, refreshTokens, mints } = await justRotated();
  const { one, two, three } = refreshTokens;
  // Due already when the third one is stored.
  world.clock.moveBy(12 * HOUR_MS);
  store({ name: 'two', ...two }, { name: 'one', ...one }, { name: 'three', ...three });
  await world.tick();
  expect(mints()).toEqual([2, 1, 0]);
});
