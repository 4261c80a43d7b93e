import { expect, test } from 'vitest';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { storeRenewed } from '../../../functions/renewal/store-renewed.ts';
import type { Interception } from '../../support/intercepted.ts';
import { START } from '../../support/rotation-world.ts';
import { renewalBench } from './renewal-bench.ts';
import type { Document, RenewalBench } from './renewal-bench.ts';

const NEW = new Sensitive('the-new-refresh-token');
const unavailable = () => new RotationError('SecretsManagerUnavailable', 'injected');

const benchWith = (interception: Interception) => renewalBench({}, interception);
const storeNew = ({ deps, facts, b }: RenewalBench) => storeRenewed(deps, facts, b, NEW, 'version-0');

/** The refresh tokens under AWSCURRENT, in order. */
const current = ({ world }: RenewalBench): readonly string[] => {
  const document: Document = JSON.parse(world.store.currentCredentials('bi')?.text ?? '');
  return document.credentials.map((one) => one.refresh_token);
};

/** The document in which the refresh token `name` has this text. */
const withText =
  (name: string, text: string) =>
  (document: Document): Document => ({
    ...document,
    credentials: document.credentials.map((one) =>
      one.name === name ? { ...one, refresh_token: text } : one,
    ),
  });

test('a new refresh token is stored under AWSPENDING and then under AWSCURRENT', async () => {
  const bench = await benchWith({});
  expect(await storeNew(bench)).toEqual({
    kind: 'stored',
    secret: { ...bench.world.store.currentCredentials('bi'), versionId: 'version-0', createdAt: START },
  });
  expect(bench.calls).toEqual(['putPending', 'moveCurrent']);
  expect(current(bench)).toEqual([bench.a.refreshToken.reveal(), 'the-new-refresh-token']);
});

test('a new refresh token is stored in the document that an operator stored meanwhile', async () => {
  let moves = 0;
  const bench = await benchWith({
    before: ({ operation }) => {
      if (operation === 'moveCurrent' && ++moves === 1) bench.operatorStores(withText('a', 'another-a'));
    },
  });
  expect(await storeNew(bench)).toEqual({
    kind: 'stored',
    secret: {
      versionId: 'version-1',
      text: bench.world.store.currentCredentials('bi')?.text,
      createdAt: START + 1_000,
    },
  });
  expect(current(bench)).toEqual(['another-a', 'the-new-refresh-token']);
  // The delay is half a second plus a random part of a second, which is a half here.
  expect(bench.sleeps).toEqual([1_000]);
});

test.each<[string, (document: Document) => object | string]>([
  ['another refresh token in its place', withText('b', 'another-b')],
  ['a document that cannot be read', () => 'not JSON'],
])('a new refresh token is not stored if an operator stored %s meanwhile', async (_, change) => {
  let operatorVersion = '';
  const bench = await benchWith({
    before: ({ operation }) => {
      if (operation === 'moveCurrent') operatorVersion = bench.operatorStores(change);
    },
  });
  expect(await storeNew(bench)).toEqual({ kind: 'replaced' });
  expect(bench.world.store.currentCredentials('bi')?.versionId).toBe(operatorVersion);
});

test('a new refresh token stays under AWSPENDING if the document changes before each of four moves', async () => {
  let moves = 0;
  const bench = await benchWith({
    before: ({ operation }) => {
      if (operation !== 'moveCurrent') return;
      if (++moves > 4) throw new TypeError('a fifth move');
      bench.operatorStores(withText('a', `another-a-${moves}`));
    },
  });
  expect(await storeNew(bench)).toEqual({
    kind: 'failed',
    isPending: true,
    error: new RotationError(
      'SecretsManagerUnavailable',
      'the renewed refresh token of bi is stored under AWSPENDING and not yet under AWSCURRENT; the next sweep retries',
    ),
  });
  expect(moves).toBe(4);
});

test('a new refresh token is stored if the answer to the move was lost', async () => {
  let moves = 0;
  const bench = await benchWith({
    after: ({ operation }) => {
      if (operation === 'moveCurrent' && ++moves === 1) throw unavailable();
    },
  });
  expect(await storeNew(bench)).toEqual({
    kind: 'stored',
    secret: {
      versionId: 'version-0',
      text: bench.world.store.currentCredentials('bi')?.text,
      createdAt: START + 350,
    },
  });
  expect(bench.calls).toEqual(['putPending', 'moveCurrent', 'moveCurrent', 'readCurrent']);
  // The first wait is before the second move, the second wait is before the read.
  expect(bench.sleeps).toEqual([350, 1_000]);
});

test('a new refresh token is stored in the known document if a read shows no document', async () => {
  const bench = await benchWith({});
  const { credentialsStore } = bench.deps;
  let moves = 0;
  const scripted = {
    ...credentialsStore,
    readCurrent: async () => undefined,
    moveCurrent: async (...move: Parameters<typeof credentialsStore.moveCurrent>) =>
      ++moves === 1 ? ('refused' as const) : credentialsStore.moveCurrent(...move),
  };
  const result = await storeNew({ ...bench, deps: { ...bench.deps, credentialsStore: scripted } });
  expect(result).toMatchObject({ kind: 'stored', secret: { versionId: 'version-1' } });
  expect(current(bench)).toEqual([bench.a.refreshToken.reveal(), 'the-new-refresh-token']);
});

test.each([
  ['putPending', false],
  ['moveCurrent', true],
])('if %s is not allowed, the new refresh token is under AWSPENDING: %s', async (denied, isPending) => {
  const error = new RotationError('SecretAccessDenied', 'injected');
  const bench = await benchWith({
    before: ({ operation }) => {
      if (operation === denied) throw error;
    },
  });
  expect(await storeNew(bench)).toEqual({ kind: 'failed', error, isPending });
});

test('the write of a new refresh token is retried for up to 20 seconds after the deadline of other work', async () => {
  const bench = await benchWith({
    before: ({ operation }) => {
      if (operation === 'putPending') throw unavailable();
    },
  });
  expect(await storeNew(bench)).toEqual({ kind: 'failed', error: unavailable(), isPending: false });
  expect(bench.world.clock.now()).toBeGreaterThan(bench.facts.until + 10_000);
  expect(bench.world.clock.now()).toBeLessThan(bench.facts.until + 20_000);
});
