import { expect, test } from 'vitest';
import { DetailType, Tag } from '../../../functions/contract.ts';
import { formatContest } from '../../../functions/integration/contest.ts';
import type { ListedIntegration } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { sharedCredentials } from '../../../functions/sweep/shared-credentials.ts';
import { isInShard } from '../../../functions/sweep/shard.ts';
import type { SweepDependencies } from '../../../functions/sweep/sweep.ts';
import { BASE_URL, MINUTE_MS, rotationWorld, START } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';

/**
 * A world whose integrations `one` and `two` have the same refresh token, and `three` has another refresh token. Each
 * integration has rotated.
 */
async function sharingWorld(): Promise<World> {
  const world = rotationWorld();
  const both = world.alation.issueRefreshToken();
  for (const name of ['one', 'two', 'three']) {
    world.store.addIntegration(name, 'team-data');
    const token = name === 'three' ? world.alation.issueRefreshToken() : both;
    world.store.putCredentials(name, { base_url: BASE_URL, ...token });
  }
  await world.sweep();
  return world;
}

const names = ['one', 'two', 'three'];
const sharedWith = (world: World) => names.map((name) => world.stateOf(name).contest?.sharedWith);
const contestEvents = (world: World) =>
  world.events.filter(({ detailType }) =>
    [DetailType.contested, DetailType.contestEnded].some((one) => one === detailType),
  );

test('the sweep after the first rotation finds a shared credential, and each event names the other integration', async () => {
  const world = await sharingWorld();
  world.clock.moveBy(15 * MINUTE_MS);
  await world.sweep();
  expect(sharedWith(world)).toEqual(['two', 'one', undefined]);
  expect(contestEvents(world).map(({ detail }) => [detail['integration'], detail['sharedWith']])).toEqual([
    ['one', 'two'],
    ['two', 'one'],
  ]);
  expect(contestEvents(world)[0]?.detail).toMatchObject({ state: 'contested', code: 'CredentialShared' });
});

test('a shared credential causes events once, and the contest ends when one of the two integrations gets its own credential', async () => {
  const world = await sharingWorld();
  await world.sweepFor(60 * MINUTE_MS);
  expect(contestEvents(world)).toHaveLength(2);

  world.store.putCredentials('two', { base_url: BASE_URL, ...world.alation.issueRefreshToken() });
  await world.sweepFor(30 * MINUTE_MS);
  expect(sharedWith(world)).toEqual([undefined, undefined, undefined]);
  expect(
    contestEvents(world)
      .slice(2)
      .map(({ detailType }) => detailType),
  ).toEqual([DetailType.contestEnded, DetailType.contestEnded]);
});

test('a sweep of one shard compares the integrations of all shards, and writes only tags of its own integrations', async () => {
  const world = await sharingWorld();
  const of = 16;
  const shardOf = (name: string) =>
    Array.from({ length: of }, (_, shard) => ({ shard, of })).find((one) => isInShard(name, one));
  expect(shardOf('one')).not.toEqual(shardOf('two'));
  await world.sweep(undefined, { shard: shardOf('one') });
  expect(sharedWith(world)).toEqual(['two', undefined, undefined]);
  await world.sweep(undefined, { shard: shardOf('two') });
  expect(sharedWith(world)).toEqual(['two', 'one', undefined]);
});

test('a sweep over named integrations finds no shared credential', async () => {
  const world = await sharingWorld();
  await world.sweep(undefined, { only: names });
  expect(sharedWith(world)).toEqual([undefined, undefined, undefined]);
});

test('an incomplete listing ends no contest', async () => {
  const world = await sharingWorld();
  await world.sweep();
  const rotator = world.rotator();
  const half: typeof rotator.store.listIntegrations = async function* () {
    for await (const page of rotator.store.listIntegrations()) {
      yield page.filter(({ integration }) => integration === 'one');
      throw new Error('the listing ended early');
    }
  };
  const store = { ...rotator.store, listIntegrations: half };
  await expect(world.sweep({ ...rotator, store })).rejects.toThrow('ended early');
  expect(sharedWith(world)).toEqual(['two', 'one', undefined]);
});

test('if the tag cannot be written, the next sweep writes it', async () => {
  const world = await sharingWorld();
  const denied = world.rotator({
    before: ({ operation }) => {
      if (operation === 'writeTags') throw new Error('denied');
    },
  });
  await world.sweep(denied);
  expect(sharedWith(world)).toEqual([undefined, undefined, undefined]);
  expect(world.log.filter(({ event }) => event === 'StateNotSaved')).not.toEqual([]);
  await world.sweep();
  expect(sharedWith(world)).toEqual(['two', 'one', undefined]);
});

test('after the upgrade from a version without ids of minters, the next probe adds them', async () => {
  const world = await sharingWorld();
  for (const name of names) await world.store.writeTags(name, { 'token-rotator:minters': '' });
  await world.sweepFor(90 * MINUTE_MS);
  expect(sharedWith(world)).toEqual(['two', 'one', undefined]);
});

async function allOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Saves the new results of a listing. Returns each integration with a new result, and the types of its events. */
async function saveFrom(
  pages: readonly (readonly ListedIntegration[])[],
  rotator: SweepDependencies,
  until = Infinity,
) {
  const shared = sharedCredentials(rotator, undefined, until);
  for (const page of pages) shared.addPage(page);
  const saved = await allOf(shared.save());
  return saved.map(([name, events]) => [name, events.map(({ detailType }) => detailType)]);
}

/** A world with a shared credential, the pages of its listing, and the operations of its rotator. */
async function listedWorld() {
  const world = await sharingWorld();
  const operations: string[] = [];
  const rotator = world.rotator({ before: ({ operation }) => void operations.push(operation) });
  return { world, pages: await allOf(world.store.listIntegrations()), rotator, operations };
}

test.each([
  { sentence: 'before the deadline each new result is saved', ms: 1, expected: ['one', 'two'] },
  { sentence: 'at the deadline nothing is saved', ms: 0, expected: [] },
  { sentence: 'after the deadline nothing is saved', ms: -1, expected: [] },
])('$sentence', async ({ ms, expected }) => {
  const { world, pages, rotator } = await listedWorld();
  const saved = await saveFrom(pages, rotator, world.clock.now() + ms);
  expect(saved.map(([name]) => name)).toEqual(expected);
});

test('an integration is not described if the listing shows its shared credential already', async () => {
  const { world, pages, rotator, operations } = await listedWorld();
  await saveFrom(pages, world.rotator());
  const newPages = await allOf(world.store.listIntegrations());
  expect(await saveFrom(newPages, rotator)).toEqual([]);
  expect(operations).toEqual([]);
});

test('tags that show the shared credential already are not written again because of an older listing', async () => {
  const { world, pages, rotator, operations } = await listedWorld();
  await saveFrom(pages, world.rotator());
  expect(await saveFrom(pages, rotator)).toEqual([
    ['one', []],
    ['two', []],
  ]);
  expect(operations).toEqual(['describeIntegration', 'describeIntegration']);
});

test('an integration that was deleted after the listing causes no event and no log line', async () => {
  const { world, pages, rotator } = await listedWorld();
  world.store.deleteIntegration('one');
  const logged = world.log.length;
  expect(await saveFrom(pages, rotator)).toEqual([
    ['one', []],
    ['two', [DetailType.contested]],
  ]);
  expect(world.log.slice(logged)).toEqual([]);
});

test.each([
  { sentence: 'no contest', contest: undefined },
  { sentence: 'a contest with an unknown minter', contest: { credential: 'a', since: START } },
])(
  'an integration that got its own credential after the listing still has $sentence',
  async ({ contest }) => {
    const { world, pages, rotator } = await listedWorld();
    world.store.putCredentials('two', { base_url: BASE_URL, ...world.alation.issueRefreshToken() });
    await world.sweep();
    world.store.setTag('two', Tag.contested, formatContest(contest));
    const logged = world.log.length;
    expect(await saveFrom(pages, rotator)).toContainEqual(['two', []]);
    expect(world.stateOf('two').contest).toEqual(contest);
    expect(world.log.slice(logged)).toEqual([]);
  },
);

test('if the tag cannot be written, a log line names the integration and the failure, and no event is sent', async () => {
  const { world, pages } = await listedWorld();
  const denied = world.rotator({
    before: ({ operation, args: [name] }) => {
      if (operation === 'writeTags' && name === 'one')
        throw new RotationError('SecretAccessDenied', 'not allowed');
    },
  });
  expect(await saveFrom(pages, denied)).toEqual([
    ['one', []],
    ['two', [DetailType.contested]],
  ]);
  expect(world.log.at(-1)).toEqual({
    level: 'error',
    event: 'StateNotSaved',
    fields: { integration: 'one', code: 'SecretAccessDenied', explanation: 'not allowed' },
  });
});
