import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import type { SecretStore } from '../../../functions/integration/ports.ts';
import { reconcile } from '../../../functions/rotation/reconcile.ts';
import type { Work } from '../../../functions/rotation/read-integration.ts';
import { BASE_URL, HOUR_MS, MINUTE_MS, rotationWorld, START } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';
import { failure } from './facts-fixture.ts';

/** Reconciles integration `bi` once, and returns the calls that it made. */
async function work(world: World, changes: Partial<SecretStore> = {}, more: Partial<Work> = {}) {
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
    { integration: 'bi', requestedAt: undefined, ...more },
    until,
  );
  return { ...result, calls };
}

function worldOfOne(): World {
  const made = rotationWorld();
  made.integrationWith('bi', 1);
  return made;
}

test('an integration that does not exist awaits credentials, and no secret is read', async () => {
  const { outcome, before, calls } = await work(rotationWorld());
  expect(outcome).toEqual({
    kind: 'skipped',
    reason: 'AwaitingCredentials',
    integration: 'bi',
    state: undefined,
  });
  expect(before).toBeUndefined();
  expect(calls).toEqual(['describeIntegration']);
});

test('an integration whose credentials are gone when they are read awaits credentials', async () => {
  const one = worldOfOne();
  const { outcome, before } = await work(one, {
    readSecrets: async () => ({ credentials: undefined, accessToken: undefined }),
  });
  expect(outcome).toMatchObject({ kind: 'skipped', reason: 'AwaitingCredentials', state: before });
  expect(one.alation.mintsOf('')).toBe(0);
});

test('no secret is read if there is nothing to do', async () => {
  const one = worldOfOne();
  await work(one);
  const { outcome, before, notSaved, calls } = await work(one, {}, { scheduledAt: START + HOUR_MS / 2 });
  expect(outcome).toEqual({ kind: 'skipped', reason: 'NotDue', integration: 'bi', state: before });
  expect(notSaved).toBeUndefined();
  expect(calls).toEqual(['describeIntegration']);
});

test('an integration is deferred before its first request if its host has reached its limit', async () => {
  const one = worldOfOne();
  const baseUrls: string[] = [];
  const admit = (baseUrl: string) => {
    baseUrls.push(baseUrl);
    return false;
  };
  const { outcome, notSaved, calls } = await work(one, {}, { admit });
  expect(outcome).toEqual({ kind: 'deferred', integration: 'bi', state: undefined });
  expect(notSaved).toBeUndefined();
  expect(baseUrls).toEqual([BASE_URL]);
  expect(calls).toEqual(['describeIntegration', 'readSecrets']);
  expect((await work(one, {}, { admit: () => true })).outcome.kind).toBe('rotated');
});

test('an integration that cannot be described fails without a state', async () => {
  const one = worldOfOne();
  const { outcome, notSaved, calls } = await work(one, {
    describeIntegration: async () => {
      throw failure('SecretAccessDenied');
    },
  });
  expect(outcome).toMatchObject({ kind: 'failed', error: { code: 'SecretAccessDenied' }, state: undefined });
  expect(notSaved).toBeUndefined();
  expect(calls).toEqual([]);
});

test('an integration that cannot be read backs off at the listed version', async () => {
  const one = worldOfOne();
  const { outcome } = await work(one, {
    readSecrets: async () => {
      throw failure('SecretAccessDenied');
    },
  });
  const version = one.store.currentCredentials('bi')?.versionId;
  expect(outcome).toMatchObject({ kind: 'failed', state: { backoff: { versionId: version, attempts: 1 } } });
});

test('a published access token is not in doubt because the secrets cannot be read', async () => {
  const one = worldOfOne();
  await work(one);
  one.clock.moveBy(HOUR_MS);
  const { outcome } = await work(one, {
    readSecrets: async () => {
      throw failure('SecretsManagerUnavailable');
    },
  });
  expect(outcome).toMatchObject({ kind: 'failed', state: { accessToken: { verified: true } } });
});

test('an integration whose credentials were replaced meanwhile backs off at the version that was read', async () => {
  const one = worldOfOne();
  const listed = await one.store.describeIntegration('bi');
  const version = one.store.putCredentials('bi', { base_url: BASE_URL, ...one.alation.issueRefreshToken() });
  const mute = one.rotator({
    before({ operation }) {
      if (operation === 'mint') throw failure('AlationForbidden');
    },
  });
  const stale = [listed];
  const describeIntegration = async (name: string) => stale.shift() ?? one.store.describeIntegration(name);
  const { outcome } = await reconcile(
    { ...mute, store: { ...one.store, describeIntegration } },
    { integration: 'bi', requestedAt: undefined },
    one.clock.now() + MINUTE_MS,
  );
  expect(outcome).toMatchObject({
    kind: 'failed',
    state: { backoff: { versionId: version }, baseUrl: BASE_URL },
  });
});

test('an unchanged state is not saved', async () => {
  const one = worldOfOne();
  await work(one);
  one.clock.moveBy(HOUR_MS);
  const { outcome, notSaved, calls } = await work(one);
  expect(outcome.kind).toBe('probed');
  expect(notSaved).toBeUndefined();
  expect(calls).toEqual(['describeIntegration', 'readSecrets', 'verify']);
});

test('a state that cannot be saved does not undo a rotation, and the log has an error', async () => {
  const one = worldOfOne();
  const { outcome, notSaved } = await work(one, {
    writeTags: async () => {
      throw failure('SecretsManagerUnavailable');
    },
  });
  expect(outcome.kind).toBe('rotated');
  expect(notSaved?.code).toBe('SecretsManagerUnavailable');
  expect(one.log).toContainEqual({
    level: 'error',
    event: 'StateNotSaved',
    fields: {
      integration: 'bi',
      code: 'SecretsManagerUnavailable',
      explanation: expect.stringContaining('SecretsManagerUnavailable'),
    },
  });
  expect((await work(one)).notSaved).toBeUndefined();
});

test.each([
  [
    'an operator must act if the rotator is not allowed to save a state',
    'SecretAccessDenied',
    'StateNotSaved',
  ],
  ['operators need not act if the secret was deleted meanwhile', 'SecretMissing', 'SecretMissing'],
] as const)('%s', async (_, code, expected) => {
  const { notSaved } = await work(worldOfOne(), { writeTags: () => Promise.reject(failure(code)) });
  expect(notSaved).toMatchObject({ code: expected, message: `${code} of the script` });
});

test('after a crash the names in the tags are ignored, because other clients may have these names now', async () => {
  const one = rotationWorld();
  one.store.addIntegration('bi');
  const [first, second, third] = [0, 1, 2].map(() => one.alation.registerOAuthClient());
  const store = (...clients: readonly (object | undefined)[]) =>
    one.store.putCredentials('bi', {
      base_url: BASE_URL,
      credentials: clients.map((client, at) => ({ name: 'ab'[at], ...client })),
    });
  store(first, second);
  await work(one);
  one.clock.moveBy(HOUR_MS);
  store(second, third);
  await work(one, { writeTags: () => Promise.reject(failure('SecretsManagerUnavailable')) });
  const mints = () =>
    [first, second, third].map((client) => one.alation.mintsOf(client?.client_secret ?? ''));
  expect(mints()).toEqual([1, 1, 0]);
  const rotated = await work(one);
  expect(rotated.outcome.kind).not.toBe('failed');
  expect(mints()).toEqual([1, 1, 1]);
  expect(one.store.tagsOf('bi')[Tag.status]).toContain('state=fresh');
  // Tags that describe the published access token are used: they show that another credential has the name of the issuing one.
  one.clock.moveBy(HOUR_MS);
  const published = one.published('bi');
  store(first, second);
  await work(one);
  expect(one.published('bi')).not.toBe(published);
  expect(one.alation.isActive(published ?? '')).toBe(true);
});
