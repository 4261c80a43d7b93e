import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import type { SecretStore } from '../../../functions/integration/ports.ts';
import { reconcile } from '../../../functions/rotation/reconcile.ts';
import type { Work } from '../../../functions/rotation/read-integration.ts';
import { BASE_URL, HOUR_MS, MINUTE_MS, rotationWorld, START } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';
import { failure } from './facts-fixture.ts';

/** Reconciles integration `bi` once, with these changes to the store and to the work. Returns the result and the calls. */
async function reconcileOnce(world: World, changes: Partial<SecretStore> = {}, work: Partial<Work> = {}) {
  const calls: string[] = [];
  const rotator = world.rotator({
    before({ operation }) {
      calls.push(operation);
    },
  });
  const { describeIntegration, readSecrets, putAccessToken, versionTimes, writeTags, listIntegrations } =
    rotator.store;
  const store = {
    describeIntegration,
    readSecrets,
    putAccessToken,
    versionTimes,
    writeTags,
    listIntegrations,
    ...changes,
  };
  const until = world.clock.now() + MINUTE_MS;
  const result = await reconcile(
    { ...rotator, store },
    { integration: 'bi', requestedAt: undefined, ...work },
    until,
  );
  return { ...result, calls };
}

/** A world with the integration `bi`, which has one refresh token and no access token yet. */
function newWorld(): World {
  const world = rotationWorld();
  world.integrationWith('bi', 1);
  return world;
}

test('an integration that does not exist awaits credentials, and no secret is read', async () => {
  const { outcome, before, calls } = await reconcileOnce(rotationWorld());
  expect(outcome).toEqual({
    kind: 'skipped',
    reason: 'AwaitingCredentials',
    integration: 'bi',
    state: undefined,
  });
  expect(before).toBeUndefined();
  expect(calls).toEqual(['describeIntegration']);
});

test('an integration awaits credentials if its credentials are gone when the rotator reads them', async () => {
  const world = newWorld();
  const { outcome, before } = await reconcileOnce(world, {
    readSecrets: async () => ({ credentials: undefined, accessToken: undefined }),
  });
  expect(outcome).toMatchObject({ kind: 'skipped', reason: 'AwaitingCredentials', state: before });
  expect(world.alation.mintsOf('')).toBe(0);
});

test('no secret is read if there is nothing to do', async () => {
  const world = newWorld();
  await reconcileOnce(world);
  const { outcome, before, notSaved, calls } = await reconcileOnce(
    world,
    {},
    { scheduledAt: START + HOUR_MS / 2 },
  );
  expect(outcome).toEqual({ kind: 'skipped', reason: 'NotDue', integration: 'bi', state: before });
  expect(notSaved).toBeUndefined();
  expect(calls).toEqual(['describeIntegration']);
});

test('an integration is deferred before its first request if its host has reached its limit', async () => {
  const world = newWorld();
  const baseUrls: string[] = [];
  const admit = (baseUrl: string) => {
    baseUrls.push(baseUrl);
    return false;
  };
  const { outcome, notSaved, calls } = await reconcileOnce(world, {}, { admit });
  expect(outcome).toEqual({ kind: 'deferred', integration: 'bi', state: undefined });
  expect(notSaved).toBeUndefined();
  expect(baseUrls).toEqual([BASE_URL]);
  expect(calls).toEqual(['describeIntegration', 'readSecrets']);
  expect((await reconcileOnce(world, {}, { admit: () => true })).outcome.kind).toBe('rotated');
});

test('the reconcile of an integration that cannot be described fails without a state', async () => {
  const world = newWorld();
  const { outcome, notSaved, calls } = await reconcileOnce(world, {
    describeIntegration: async () => {
      throw failure('SecretAccessDenied');
    },
  });
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'SecretAccessDenied' }, state: undefined });
  expect(notSaved).toBeUndefined();
  expect(calls).toEqual([]);
});

test('the backoff of an integration whose secrets cannot be read has the listed version of its credentials', async () => {
  const world = newWorld();
  const { outcome } = await reconcileOnce(world, {
    readSecrets: async () => {
      throw failure('SecretAccessDenied');
    },
  });
  const version = world.store.currentCredentials('bi')?.versionId;
  expect(outcome).toMatchObject({ kind: 'failed', state: { backoff: { versionId: version, attempts: 1 } } });
});

test('a failure to read the secrets does not put the published access token in doubt', async () => {
  const world = newWorld();
  await reconcileOnce(world);
  world.clock.moveBy(HOUR_MS);
  const { outcome } = await reconcileOnce(world, {
    readSecrets: async () => {
      throw failure('SecretsManagerUnavailable');
    },
  });
  expect(outcome).toMatchObject({ kind: 'failed', state: { accessToken: { verified: true } } });
});

test('if DescribeSecret first shows replaced credentials, the backoff has the version of the new credentials', async () => {
  const world = newWorld();
  const listed = await world.store.describeIntegration('bi');
  const version = world.store.putCredentials('bi', {
    base_url: BASE_URL,
    ...world.alation.issueRefreshToken(),
  });
  const forbidden = world.rotator({
    before({ operation }) {
      if (operation === 'mint') throw failure('AlationForbidden');
    },
  });
  const stale = [listed];
  const describeIntegration = async (name: string) => stale.shift() ?? world.store.describeIntegration(name);
  const { outcome } = await reconcile(
    { ...forbidden, store: { ...world.store, describeIntegration } },
    { integration: 'bi', requestedAt: undefined },
    world.clock.now() + MINUTE_MS,
  );
  expect(outcome).toMatchObject({
    kind: 'failed',
    state: { backoff: { versionId: version }, baseUrl: BASE_URL },
  });
});

test('an unchanged state is not saved', async () => {
  const world = newWorld();
  await reconcileOnce(world);
  world.clock.moveBy(HOUR_MS);
  const { outcome, notSaved, calls } = await reconcileOnce(world);
  expect(outcome.kind).toBe('probed');
  expect(notSaved).toBeUndefined();
  expect(calls).toEqual(['describeIntegration', 'readSecrets', 'verify']);
});

test('a state that cannot be saved does not undo a rotation, and the log has an error', async () => {
  const world = newWorld();
  const { outcome, notSaved } = await reconcileOnce(world, {
    writeTags: async () => {
      throw failure('SecretsManagerUnavailable');
    },
  });
  expect(outcome.kind).toBe('rotated');
  expect(notSaved?.code).toBe('SecretsManagerUnavailable');
  expect(world.log).toContainEqual({
    level: 'error',
    event: 'StateNotSaved',
    fields: {
      integration: 'bi',
      code: 'SecretsManagerUnavailable',
      explanation: expect.stringContaining('SecretsManagerUnavailable'),
    },
  });
  expect((await reconcileOnce(world)).notSaved).toBeUndefined();
});

test.each([
  [
    'an operator must act if the rotator is not allowed to save a state',
    'SecretAccessDenied',
    'StateNotSaved',
  ],
  [
    'an operator need not act if the secret was deleted before the rotator could save the state',
    'SecretMissing',
    'SecretMissing',
  ],
] as const)('%s', async (_, code, expected) => {
  const { notSaved } = await reconcileOnce(newWorld(), { writeTags: () => Promise.reject(failure(code)) });
  expect(notSaved).toMatchObject({ code: expected, message: `${code} of the script` });
});

test('after a crash the names in the tags are ignored, because other clients may have these names now', async () => {
  const world = rotationWorld();
  world.store.addIntegration('bi');
  const [first, second, third] = [0, 1, 2].map(() => world.alation.registerOAuthClient());
  const store = (...clients: readonly (object | undefined)[]) =>
    world.store.putCredentials('bi', {
      base_url: BASE_URL,
      credentials: clients.map((client, at) => ({ name: 'ab'[at], ...client })),
    });
  store(first, second);
  await reconcileOnce(world);
  world.clock.moveBy(HOUR_MS);
  store(second, third);
  await reconcileOnce(world, { writeTags: () => Promise.reject(failure('SecretsManagerUnavailable')) });
  const mints = () =>
    [first, second, third].map((client) => world.alation.mintsOf(client?.client_secret ?? ''));
  expect(mints()).toEqual([1, 1, 0]);
  const rotated = await reconcileOnce(world);
  expect(rotated.outcome.kind).not.toBe('failed');
  expect(mints()).toEqual([1, 1, 1]);
  expect(world.store.tagsOf('bi')[Tag.status]).toContain('state=fresh');
  // Tags that describe the published access token are used. They show which client has the name of the issuing credential now.
  world.clock.moveBy(HOUR_MS);
  const published = world.published('bi');
  store(first, second);
  await reconcileOnce(world);
  expect(world.published('bi')).not.toBe(published);
  expect(world.alation.isActive(published ?? '')).toBe(true);
});
