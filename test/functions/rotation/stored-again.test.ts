import { expect, test } from 'vitest';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { IssuedRefreshToken } from '../../support/in-memory-alation.ts';
import { BASE_URL, DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld } from '../../support/rotation-world.ts';

/** An integration with the refresh tokens `one` and `two`. The published access token was minted from `two`. */
async function justRotated() {
  const world = rotationWorld();
  const one = world.alation.issueRefreshToken();
  const two = world.alation.issueRefreshToken();
  const three = world.alation.issueRefreshToken();
  const store = (...credentials: readonly object[]) =>
    world.store.putCredentials('bi', { base_url: BASE_URL, credentials });
  world.store.addIntegration('bi');
  store({ name: 'one', ...one }, { name: 'two', ...two });
  await world.sweep();
  const superseded = world.published('bi') ?? '';
  world.clock.moveBy(HOUR_MS);
  await world.sweep(undefined, { only: ['bi'], requestedAt: Infinity });
  world.clock.moveBy(MINUTE_MS);
  const published = world.published('bi') ?? '';
  expect(world.stateOf('bi').accessToken?.credential).toBe('two');
  return {
    world,
    store,
    refreshTokens: { one, two, three },
    published,
    mints: () => [one, two, three].map(({ refresh_token }) => world.alation.mintsOf(refresh_token)),
    /** Whether Alation accepts both access tokens that consumers read before the credentials were stored. */
    consumersAreServed: () => [superseded, published].every((text) => world.alation.isActive(text)),
  };
}

test('credentials that are stored again cause no mint', async () => {
  const { world, store, refreshTokens, mints, published, consumersAreServed } = await justRotated();
  const version = store({ name: 'one', ...refreshTokens.one }, { name: 'two', ...refreshTokens.two });
  await world.sweep();
  expect(mints()).toEqual([1, 1, 0]);
  expect(world.published('bi')).toBe(published);
  expect(consumersAreServed()).toBe(true);
  expect(world.stateOf('bi')).toMatchObject({
    acceptedVersion: version,
    status: { state: 'fresh' },
    credentials: [{ state: 'active' }, { state: 'active' }],
  });
});

test.each([
  { replaced: 'one', requested: false, also: '' },
  { replaced: 'two', requested: false, also: '' },
  { replaced: 'one', requested: true, also: ' and an operator requests a rotation' },
  { replaced: 'two', requested: true, also: ' and an operator requests a rotation' },
] as const)(
  'if "$replaced" is replaced$also, its successor mints and consumers lose no access token',
  async ({ replaced, requested }) => {
    const { world, store, refreshTokens, mints, published, consumersAreServed } = await justRotated();
    const entries = { ...refreshTokens, [replaced]: refreshTokens.three };
    store({ name: 'one', ...entries.one }, { name: 'two', ...entries.two });
    await world.sweep(undefined, requested ? { only: ['bi'], requestedAt: Infinity } : {});
    expect(mints()).toEqual([1, 1, 1]);
    expect(world.published('bi')).not.toBe(published);
    expect(consumersAreServed()).toBe(true);
    expect(world.stateOf('bi').accessToken).toMatchObject({ credential: replaced, verified: true });
  },
);

test('the other credential mints if the successor of the issuing credential is rejected', async () => {
  const { world, store, refreshTokens } = await justRotated();
  store({ name: 'one', ...refreshTokens.one }, { name: 'two', refresh_token: 'never-made', user_id: 1 });
  await world.sweep();
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.stateOf('bi')).toMatchObject({
    accessToken: { credential: 'one' },
    credentials: [{ state: 'active' }, { state: 'rejected' }],
  });
});

test('a rejected credential stays rejected while another credential is replaced, and is tried again if it is stored again', async () => {
  const { world, store, refreshTokens, mints } = await justRotated();
  const { one, three } = refreshTokens;
  const states = () => world.stateOf('bi').credentials.map(({ state }) => state);
  world.alation.suspend(one.refresh_token, true);
  await world.sweepFor(13 * HOUR_MS);
  expect(states()).toEqual(['rejected', 'active']);

  store({ name: 'one', ...one }, { name: 'two', ...three });
  await world.sweep();
  expect(states()).toEqual(['rejected', 'active']);

  world.alation.suspend(one.refresh_token, false);
  const [before] = mints();
  store({ name: 'one', ...one }, { name: 'two', ...three });
  await world.sweepFor(13 * HOUR_MS);
  expect(states()).toEqual(['active', 'active']);
  expect(mints()[0]).toBeGreaterThan(before ?? 0);
});

test('if the removal of a credential changes the default name of the issuing credential, the issuing credential does not mint', async () => {
  const world = rotationWorld();
  const [first, second, third] = [0, 1, 2].map(() => world.alation.issueRefreshToken());
  const nameless = (...tokens: readonly (IssuedRefreshToken | undefined)[]) =>
    world.store.putCredentials('bi', {
      base_url: BASE_URL,
      credentials: tokens.map((token) => ({ ...token, name: undefined })),
    });
  world.store.addIntegration('bi');
  nameless(first, second);
  await world.sweep();
  world.clock.moveBy(HOUR_MS);
  await world.sweep(undefined, { only: ['bi'], requestedAt: Infinity });
  world.clock.moveBy(MINUTE_MS);
  const published = world.published('bi') ?? '';
  nameless(second, third);
  await world.sweep();
  expect(world.alation.isActive(published)).toBe(true);
  expect(world.alation.mintsOf(third?.refresh_token ?? '')).toBe(1);
});

test('two credentials that swap names cause no mint, and the issuing credential does not mint at the next rotation', async () => {
  const { world, store, refreshTokens, mints, published, consumersAreServed } = await justRotated();
  store({ name: 'two', ...refreshTokens.one }, { name: 'one', ...refreshTokens.two });
  await world.sweep();
  expect(mints()).toEqual([1, 1, 0]);
  expect(consumersAreServed()).toBe(true);
  expect(world.stateOf('bi').accessToken).toMatchObject({ credential: 'one', verified: true });
  await world.sweepFor(14 * HOUR_MS);
  expect(mints()[0]).toBeGreaterThan(1);
  expect(mints()[1]).toBe(1);
  expect(world.alation.isActive(published)).toBe(true);
});

test('a single refresh token that is stored again causes no mint', async () => {
  const world = rotationWorld();
  const token = world.alation.issueRefreshToken();
  world.store.addIntegration('bi');
  world.store.putCredentials('bi', { base_url: BASE_URL, ...token });
  await world.sweep();
  const published = world.published('bi') ?? '';
  world.clock.moveBy(HOUR_MS);
  world.store.putCredentials('bi', { base_url: BASE_URL, ...token, name: 'as-alation-calls-it' });
  await world.sweep();
  expect(world.alation.mintsOf(token.refresh_token)).toBe(1);
  expect(world.published('bi')).toBe(published);
});

test('the estimated expiry of a refresh token stays when another refresh token is replaced', async () => {
  const world = rotationWorld();
  const [unchanged, replaced, successor] = [0, 1, 2].map(() => world.alation.issueRefreshToken());
  const withoutInspection = () =>
    world.rotator({
      before: ({ operation }) => {
        if (operation === 'inspect') throw new RotationError('AlationUnavailable', 'no answer');
      },
    });
  const store = (other: IssuedRefreshToken | undefined) =>
    world.store.putCredentials('bi', {
      base_url: BASE_URL,
      credentials: [
        { name: 'unchanged', ...unchanged },
        { name: 'other', ...other },
      ],
    });
  world.store.addIntegration('bi');
  store(replaced);
  await world.sweep(withoutInspection());
  const [before] = world.stateOf('bi').credentials;
  expect(before).toMatchObject({ name: 'unchanged', expirySource: 'estimated' });
  world.clock.moveBy(30 * DAY_MS);
  store(successor);
  await world.sweep(withoutInspection());
  const [after, fresh] = world.stateOf('bi').credentials;
  expect(after?.expiresAt).toBe(before?.expiresAt);
  expect((fresh?.expiresAt ?? 0) - (after?.expiresAt ?? 0)).toBe(30 * DAY_MS);
});

test('a rotation before an expiry does not mint first from a credential that was just stored', async () => {
  const { world, store, refreshTokens, mints } = await justRotated();
  const { one, two, three } = refreshTokens;
  // The rotation is already due when the third credential is stored.
  world.clock.moveBy(12 * HOUR_MS);
  store({ name: 'two', ...two }, { name: 'one', ...one }, { name: 'three', ...three });
  await world.sweep();
  expect(mints()).toEqual([2, 1, 0]);
});
