import { expect, test } from 'vitest';
import { parseAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import { derivedVersionId } from '../../../functions/rotation/derived-version-id.ts';
import { publish, readAfterConflict } from '../../../functions/rotation/publish.ts';
import type { SecretValue } from '../../../functions/integration/ports.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { MINUTE_MS, NOW } from './state-fixture.ts';
import { client, failure, refreshToken, published, rotationBench, rotationFacts } from './facts-fixture.ts';
import type { AlationScript, RotationBench } from './facts-fixture.ts';

const ours = published('ours', { credential: 'b' });

/** A bench whose access-token secret has the value `base`. */
function benchWithBase(verify: NonNullable<AlationScript['verify']>) {
  const made = rotationBench({ verify });
  return { ...made, base: made.publishElsewhere(published('base')) };
}

function publishOurs(
  { deps }: RotationBench,
  base: SecretValue | undefined,
  credentials = [refreshToken('a'), refreshToken('b')],
) {
  return publish(deps, rotationFacts(credentials), ours, refreshToken('b'), base);
}

/** Writes the version that follows `base` in this generation, as another rotator with the same base would. */
async function takeVersionAfter({ store }: RotationBench, base: SecretValue | undefined, generation = 0) {
  const versionId = derivedVersionId('bi', base?.versionId, generation);
  await store.putAccessToken('bi', new Sensitive(`their value ${generation}`), versionId);
}

const accessTokenIn = (value: SecretValue | undefined) =>
  parseAccessTokenDocument(value)?.accessToken.reveal();

test('an access token is stored with one write if AWSCURRENT is still the version that was read', async () => {
  const bench = benchWithBase([]);
  const result = await publishOurs(bench, bench.base);
  expect(result).toEqual({
    kind: 'published',
    versionId: derivedVersionId('bi', bench.base.versionId, 0),
    isFirst: false,
  });
  expect(accessTokenIn(bench.current())).toBe('ours');
  expect(bench.calls).toEqual(['put']);
});

test('a write is retried a limited number of times beyond the deadline while Secrets Manager is unavailable', async () => {
  const bench = benchWithBase([]);
  let failures = 5;
  const put = bench.deps.store.putAccessToken;
  const store = {
    ...bench.deps.store,
    putAccessToken: (...write: Parameters<typeof put>) => {
      if (failures-- > 0) throw failure('SecretsManagerUnavailable');
      return put(...write);
    },
  };
  bench.moveBy(MINUTE_MS);
  const facts = rotationFacts([refreshToken('a'), refreshToken('b')], { until: NOW + MINUTE_MS });
  const result = await publish({ ...bench.deps, store }, facts, ours, refreshToken('b'), bench.base);
  expect(result.kind).toBe('published');
  failures = Infinity;
  await expect(
    publish({ ...bench.deps, store }, facts, ours, refreshToken('b'), bench.current()),
  ).rejects.toThrow('SecretsManagerUnavailable');
});

test('a stale read after a conflict is repeated beyond the deadline', async () => {
  const bench = benchWithBase([]);
  const theirs = bench.publishElsewhere(published('theirs'));
  const reads = [bench.base, theirs];
  const store = {
    ...bench.deps.store,
    readSecrets: async () => ({ credentials: undefined, accessToken: reads.shift() }),
  };
  const facts = rotationFacts([refreshToken('a')], { until: NOW });
  await expect(readAfterConflict({ ...bench.deps, store }, facts, bench.base.versionId)).resolves.toBe(
    theirs,
  );
  expect(bench.calls).toEqual(['sleep 500']);
});

test('an active access token of another rotator is adopted', async () => {
  const bench = benchWithBase(['active']);
  const before = bench.base;
  await takeVersionAfter(bench, before);
  const theirs = bench.publishElsewhere(published('theirs'));
  const result = await publishOurs(bench, before);
  expect(result).toMatchObject({ kind: 'adopted', versionId: theirs.versionId, verified: true });
  expect(bench.calls).toEqual(['put', 'read', 'verify theirs as a']);
  expect(accessTokenIn(bench.current())).toBe('theirs');
});

test('an access token of another rotator is adopted as unverified if Alation throttles its verification', async () => {
  const bench = benchWithBase([failure('AlationThrottled')]);
  const before = bench.base;
  await takeVersionAfter(bench, before);
  bench.publishElsewhere(published('theirs'));
  expect(await publishOurs(bench, before)).toMatchObject({ kind: 'adopted', verified: false });
});

test('an access token of another rotator is adopted as unverified if no credential can verify it', async () => {
  const bench = benchWithBase([]);
  const before = bench.base;
  await takeVersionAfter(bench, before);
  bench.publishElsewhere(published('theirs', { tokenType: 'Bearer' }));
  expect(await publishOurs(bench, before)).toMatchObject({ kind: 'adopted', verified: false });
  expect(bench.calls).toEqual(['put', 'read']);
});

test('a bearer token of another rotator is verified through an OAuth client', async () => {
  const bench = benchWithBase(['active']);
  const before = bench.base;
  await takeVersionAfter(bench, before);
  bench.publishElsewhere(published('theirs', { tokenType: 'Bearer' }));
  expect(await publishOurs(bench, before, [refreshToken('a'), client('c')])).toMatchObject({
    kind: 'adopted',
  });
  expect(bench.calls.at(-1)).toBe('verify theirs as c');
});

test('an inactive access token of another rotator is replaced if the minted access token is active', async () => {
  const bench = benchWithBase(['inactive', 'active']);
  const before = bench.base;
  await takeVersionAfter(bench, before);
  const theirs = bench.publishElsewhere(published('theirs'));
  const result = await publishOurs(bench, before);
  expect(result).toMatchObject({ kind: 'published', versionId: derivedVersionId('bi', theirs.versionId, 0) });
  expect(bench.calls).toEqual(['put', 'read', 'verify theirs as a', 'verify ours as b', 'put']);
  expect(accessTokenIn(bench.current())).toBe('ours');
});

test('a value that is not an access token is replaced, and only the minted access token is verified', async () => {
  const bench = benchWithBase(['active']);
  const before = bench.base;
  await takeVersionAfter(bench, before);
  expect((await publishOurs(bench, before)).kind).toBe('published');
  expect(bench.calls).toEqual(['put', 'read', 'verify ours as b', 'put']);
});

test('if the current and the minted access token are both inactive, nothing is published', async () => {
  const bench = benchWithBase(['inactive', 'inactive']);
  const before = bench.base;
  await takeVersionAfter(bench, before);
  const theirs = bench.publishElsewhere(published('theirs'));
  expect(await publishOurs(bench, before)).toEqual({ kind: 'superseded', current: theirs });
  expect(accessTokenIn(bench.current())).toBe('theirs');
});

test('after a rollback by hand the next free generation of the version id is taken', async () => {
  const bench = benchWithBase(['active', 'active', 'active', 'active', 'active', 'active']);
  for (let generation = 0; generation < 6; generation++)
    await takeVersionAfter(bench, bench.base, generation);
  bench.store.rollBackAccessToken('bi', bench.base.versionId);
  expect(await publishOurs(bench, bench.base)).toEqual({
    kind: 'published',
    versionId: derivedVersionId('bi', bench.base.versionId, 6),
    isFirst: false,
  });
});

/** The bench with a store whose first reads of the access token still show the base. */
function withStaleReads(bench: ReturnType<typeof benchWithBase>, staleReads: number) {
  let stale = staleReads;
  const { store } = bench.deps;
  const readSecrets = async (name: string) => {
    const read = await store.readSecrets(name);
    return stale-- > 0 ? { ...read, accessToken: bench.base } : read;
  };
  return { ...bench, deps: { ...bench.deps, store: { ...store, readSecrets } } };
}

test('a read that is still stale after a conflict is repeated, and the access token of the other rotator is adopted', async () => {
  for (const staleReads of [1, 2, 3]) {
    const bench = withStaleReads(benchWithBase(['active']), staleReads);
    await takeVersionAfter(bench, bench.base);
    const theirs = bench.publishElsewhere(published('theirs'));
    expect(await publishOurs(bench, bench.base)).toMatchObject({
      kind: 'adopted',
      versionId: theirs.versionId,
    });
    expect(accessTokenIn(bench.current())).toBe('theirs');
  }
});

test('the rotator reads for 3.5 seconds and verifies the minted access token before it takes the next generation', async () => {
  const bench = benchWithBase(['active']);
  await takeVersionAfter(bench, bench.base);
  bench.store.rollBackAccessToken('bi', bench.base.versionId);
  expect((await publishOurs(bench, bench.base)).kind).toBe('published');
  expect(bench.calls).toEqual([
    'put',
    'read',
    'sleep 500',
    'read',
    'sleep 1000',
    'read',
    'sleep 2000',
    'read',
    'verify ours as b',
    'put',
  ]);
});

test('a minted access token that is inactive after a rollback is not published', async () => {
  const bench = benchWithBase(['inactive']);
  await takeVersionAfter(bench, bench.base);
  bench.store.rollBackAccessToken('bi', bench.base.versionId);
  expect(await publishOurs(bench, bench.base)).toEqual({ kind: 'superseded', current: bench.base });
  expect(bench.calls.filter((call) => call === 'put')).toHaveLength(1);
});

test('reads are not repeated for longer than 20 seconds after the deadline', async () => {
  const bench = benchWithBase(['active']);
  await takeVersionAfter(bench, bench.base);
  bench.store.rollBackAccessToken('bi', bench.base.versionId);
  bench.moveBy(MINUTE_MS + 20_000 - 499);
  expect((await publishOurs(bench, bench.base)).kind).toBe('published');
  expect(bench.calls).toEqual(['put', 'read', 'verify ours as b', 'put']);
});

test('two concurrent first access tokens conflict like later access tokens', async () => {
  const bench = rotationBench({ verify: ['inactive', 'active'] });
  await takeVersionAfter(bench, undefined);
  const theirs = bench.publishElsewhere(published('theirs'));
  expect(await publishOurs(bench, undefined)).toEqual({
    kind: 'published',
    versionId: derivedVersionId('bi', theirs.versionId, 0),
    isFirst: false,
  });
});

test('an access token that is published into a secret without a value is marked as the first', async () => {
  const bench = rotationBench({});
  expect(await publishOurs(bench, undefined)).toMatchObject({ kind: 'published', isFirst: true });
});

test('if a secret has no value after a conflict, the minted access token is published', async () => {
  const bench = benchWithBase(['active']);
  const { base } = bench;
  await takeVersionAfter(bench, base);
  const store = {
    ...bench.deps.store,
    readSecrets: async () => ({ credentials: undefined, accessToken: undefined }),
  };
  const facts = rotationFacts([refreshToken('a'), refreshToken('b')]);
  const result = await publish({ ...bench.deps, store }, facts, ours, refreshToken('b'), base);
  expect(result).toMatchObject({ kind: 'published', versionId: derivedVersionId('bi', undefined, 0) });
});

/** Dependencies whose store refuses every write with a conflict. `current` returns AWSCURRENT for each read. */
function withConflicts(bench: RotationBench, current: (read: number) => SecretValue) {
  let puts = 0;
  let reads = 0;
  const store = {
    ...bench.deps.store,
    putAccessToken: async () => {
      puts += 1;
      return 'conflict' as const;
    },
    readSecrets: async () => ({ credentials: undefined, accessToken: current(reads++) }),
  };
  return { deps: { ...bench.deps, store }, puts: () => puts };
}

const conflicts = {
  code: 'PublishFailed',
  message:
    'the access token of bi was minted but not stored: each write conflicted with another version. Find the second ' +
    'rotator or the person who writes the access-token secret',
};

test('after four conflicts publishing fails, and the error names the possible cause', async () => {
  const bench = benchWithBase(['active', 'active', 'active', 'active']);
  const { deps, puts } = withConflicts(bench, (read) => ({
    versionId: `v${read}`,
    text: 'x',
    createdAt: NOW,
  }));
  await expect(
    publish(deps, rotationFacts([refreshToken('a'), refreshToken('b')]), ours, refreshToken('b'), bench.base),
  ).rejects.toMatchObject(conflicts);
  expect(puts()).toBe(4);
});

test('publishing fails if every version id that can be derived from a base is taken', async () => {
  const bench = benchWithBase(Array.from({ length: 100 }, () => 'active' as const));
  const { deps, puts } = withConflicts(bench, () => bench.base);
  await expect(
    publish(deps, rotationFacts([refreshToken('a'), refreshToken('b')]), ours, refreshToken('b'), bench.base),
  ).rejects.toMatchObject(conflicts);
  expect(puts()).toBe(100);
});
