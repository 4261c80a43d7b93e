import { expect, test } from 'vitest';
import { parseAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import { derivedVersionId } from '../../../functions/rotation/derived-version-id.ts';
import { publish, readAfterConflict } from '../../../functions/rotation/publish.ts';
import type { SecretValue } from '../../../functions/integration/ports.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { MINUTE_MS, NOW } from './state-fixture.ts';
import { client, failure, key, published, rotationBench, rotationFacts } from './facts-fixture.ts';
import type { AlationScript, RotationBench } from './facts-fixture.ts';

const ours = published('ours', { credential: 'b' });

/** A bench whose access-token secret holds `base`. */
function bench(verify: NonNullable<AlationScript['verify']>) {
  const made = rotationBench({ verify });
  return { ...made, base: made.publishElsewhere(published('base')) };
}

function publishOurs(
  { deps }: RotationBench,
  base: SecretValue | undefined,
  credentials = [key('a'), key('b')],
) {
  return publish(deps, rotationFacts(credentials), ours, key('b'), base);
}

/** Writes as another rotator that read the same base. */
async function takeBase({ store }: RotationBench, base: SecretValue | undefined, generation = 0) {
  const versionId = derivedVersionId('bi', base?.versionId, generation);
  await store.putAccessToken('bi', new Sensitive(`their value ${generation}`), versionId);
}

const text = (value: SecretValue | undefined) => parseAccessTokenDocument(value)?.accessToken.reveal();

test('an access token is stored with one write if AWSCURRENT is still the version that was read', async () => {
  const one = bench([]);
  const result = await publishOurs(one, one.base);
  expect(result).toEqual({
    kind: 'published',
    versionId: derivedVersionId('bi', one.base.versionId, 0),
    isFirst: false,
  });
  expect(text(one.current())).toBe('ours');
  expect(one.calls).toEqual(['put']);
});

test('a write is retried beyond the deadline while the store is unavailable, a limited number of times', async () => {
  const one = bench([]);
  let away = 5;
  const put = one.deps.store.putAccessToken;
  const store = {
    ...one.deps.store,
    putAccessToken: (...write: Parameters<typeof put>) => {
      if (away-- > 0) throw failure('SecretsManagerUnavailable');
      return put(...write);
    },
  };
  one.moveBy(MINUTE_MS);
  const facts = rotationFacts([key('a'), key('b')], { until: NOW + MINUTE_MS });
  const result = await publish({ ...one.deps, store }, facts, ours, key('b'), one.base);
  expect(result.kind).toBe('published');
  away = Infinity;
  await expect(publish({ ...one.deps, store }, facts, ours, key('b'), one.current())).rejects.toThrow(
    'SecretsManagerUnavailable',
  );
});

test('a stale read after a conflict is repeated beyond the deadline', async () => {
  const one = bench([]);
  const theirs = one.publishElsewhere(published('theirs'));
  const reads = [one.base, theirs];
  const store = {
    ...one.deps.store,
    readSecrets: async () => ({ credentials: undefined, accessToken: reads.shift() }),
  };
  const facts = rotationFacts([key('a')], { until: NOW });
  await expect(readAfterConflict({ ...one.deps, store }, facts, one.base.versionId)).resolves.toBe(theirs);
  expect(one.calls).toEqual(['sleep 500']);
});

test('an active access token of another rotator is adopted', async () => {
  const one = bench(['active']);
  const before = one.base;
  await takeBase(one, before);
  const theirs = one.publishElsewhere(published('theirs'));
  const result = await publishOurs(one, before);
  expect(result).toMatchObject({ kind: 'adopted', versionId: theirs.versionId, verified: true });
  expect(one.calls).toEqual(['put', 'read', 'verify theirs as a']);
  expect(text(one.current())).toBe('theirs');
});

test('an access token of another rotator is adopted as unverified if Alation does not answer', async () => {
  const one = bench([failure('AlationThrottled')]);
  const before = one.base;
  await takeBase(one, before);
  one.publishElsewhere(published('theirs'));
  expect(await publishOurs(one, before)).toMatchObject({ kind: 'adopted', verified: false });
});

test('an access token of another rotator is adopted as unverified if no credential can verify it', async () => {
  const one = bench([]);
  const before = one.base;
  await takeBase(one, before);
  one.publishElsewhere(published('theirs', { tokenType: 'Bearer' }));
  expect(await publishOurs(one, before)).toMatchObject({ kind: 'adopted', verified: false });
  expect(one.calls).toEqual(['put', 'read']);
});

test('a bearer token of another rotator is verified through an OAuth client', async () => {
  const one = bench(['active']);
  const before = one.base;
  await takeBase(one, before);
  one.publishElsewhere(published('theirs', { tokenType: 'Bearer' }));
  expect(await publishOurs(one, before, [key('a'), client('c')])).toMatchObject({ kind: 'adopted' });
  expect(one.calls.at(-1)).toBe('verify theirs as c');
});

test('an inactive access token of another rotator is replaced if ours is active', async () => {
  const one = bench(['inactive', 'active']);
  const before = one.base;
  await takeBase(one, before);
  const theirs = one.publishElsewhere(published('theirs'));
  const result = await publishOurs(one, before);
  expect(result).toMatchObject({ kind: 'published', versionId: derivedVersionId('bi', theirs.versionId, 0) });
  expect(one.calls).toEqual(['put', 'read', 'verify theirs as a', 'verify ours as b', 'put']);
  expect(text(one.current())).toBe('ours');
});

test('a foreign value is replaced without a verification of it', async () => {
  const one = bench(['active']);
  const before = one.base;
  await takeBase(one, before);
  expect((await publishOurs(one, before)).kind).toBe('published');
  expect(one.calls).toEqual(['put', 'read', 'verify ours as b', 'put']);
});

test('if ours is inactive too, nothing is published', async () => {
  const one = bench(['inactive', 'inactive']);
  const before = one.base;
  await takeBase(one, before);
  const theirs = one.publishElsewhere(published('theirs'));
  expect(await publishOurs(one, before)).toEqual({ kind: 'superseded', current: theirs });
  expect(text(one.current())).toBe('theirs');
});

test('after a rollback by hand the next free generation of the version id is taken', async () => {
  const one = bench(['active', 'active', 'active', 'active', 'active', 'active']);
  for (let generation = 0; generation < 6; generation++) await takeBase(one, one.base, generation);
  one.store.rollBackAccessToken('bi', one.base.versionId);
  expect(await publishOurs(one, one.base)).toEqual({
    kind: 'published',
    versionId: derivedVersionId('bi', one.base.versionId, 6),
    isFirst: false,
  });
});

/** Changes the store of a bench: its first reads of the access token still show the base. */
function staleStore(one: ReturnType<typeof bench>, staleReads: number) {
  let stale = staleReads;
  const { store } = one.deps;
  const readSecrets = async (name: string) => {
    const read = await store.readSecrets(name);
    return stale-- > 0 ? { ...read, accessToken: one.base } : read;
  };
  return { ...one, deps: { ...one.deps, store: { ...store, readSecrets } } };
}

test('a read that is still stale after a conflict is repeated, and the access token of the other rotator is adopted', async () => {
  for (const staleReads of [1, 2, 3]) {
    const one = staleStore(bench(['active']), staleReads);
    await takeBase(one, one.base);
    const theirs = one.publishElsewhere(published('theirs'));
    expect(await publishOurs(one, one.base)).toMatchObject({
      kind: 'adopted',
      versionId: theirs.versionId,
    });
    expect(text(one.current())).toBe('theirs');
  }
});

test('before it takes the next generation, the rotator reads for 3.5 seconds and verifies its own access token', async () => {
  const one = bench(['active']);
  await takeBase(one, one.base);
  one.store.rollBackAccessToken('bi', one.base.versionId);
  expect((await publishOurs(one, one.base)).kind).toBe('published');
  expect(one.calls).toEqual([
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

test('an own access token that is inactive after a rollback is not published', async () => {
  const one = bench(['inactive']);
  await takeBase(one, one.base);
  one.store.rollBackAccessToken('bi', one.base.versionId);
  expect(await publishOurs(one, one.base)).toEqual({ kind: 'superseded', current: one.base });
  expect(one.calls.filter((call) => call === 'put')).toHaveLength(1);
});

test('reads are not repeated for longer than 20 seconds after the deadline', async () => {
  const one = bench(['active']);
  await takeBase(one, one.base);
  one.store.rollBackAccessToken('bi', one.base.versionId);
  one.moveBy(MINUTE_MS + 20_000 - 499);
  expect((await publishOurs(one, one.base)).kind).toBe('published');
  expect(one.calls).toEqual(['put', 'read', 'verify ours as b', 'put']);
});

test('two concurrent first access tokens conflict like later access tokens', async () => {
  const one = rotationBench({ verify: ['inactive', 'active'] });
  await takeBase(one, undefined);
  const theirs = one.publishElsewhere(published('theirs'));
  expect(await publishOurs(one, undefined)).toEqual({
    kind: 'published',
    versionId: derivedVersionId('bi', theirs.versionId, 0),
    isFirst: false,
  });
});

test('the access token of a secret without a value is marked as the first', async () => {
  const one = rotationBench({});
  expect(await publishOurs(one, undefined)).toMatchObject({ kind: 'published', isFirst: true });
});

test('a secret that lost its value in between is written', async () => {
  const one = bench(['active']);
  const { base } = one;
  await takeBase(one, base);
  const store = {
    ...one.deps.store,
    readSecrets: async () => ({ credentials: undefined, accessToken: undefined }),
  };
  const facts = rotationFacts([key('a'), key('b')]);
  const result = await publish({ ...one.deps, store }, facts, ours, key('b'), base);
  expect(result).toMatchObject({ kind: 'published', versionId: derivedVersionId('bi', undefined, 0) });
});

/** A store in which every version is taken, and `current` returns AWSCURRENT. */
function takenStore(one: RotationBench, current: (read: number) => SecretValue) {
  let puts = 0;
  let reads = 0;
  const store = {
    ...one.deps.store,
    putAccessToken: async () => {
      puts += 1;
      return 'conflict' as const;
    },
    readSecrets: async () => ({ credentials: undefined, accessToken: current(reads++) }),
  };
  return { deps: { ...one.deps, store }, puts: () => puts };
}

const conflicts = {
  code: 'PublishFailed',
  message:
    'the access token of bi was minted but not stored: each write conflicted with another version. Find the second ' +
    'rotator or the person who writes this secret',
};

test('after four conflicts publishing fails, and the error names the possible cause', async () => {
  const one = bench(['active', 'active', 'active', 'active']);
  const { deps, puts } = takenStore(one, (read) => ({ versionId: `v${read}`, text: 'x', createdAt: NOW }));
  await expect(
    publish(deps, rotationFacts([key('a'), key('b')]), ours, key('b'), one.base),
  ).rejects.toMatchObject(conflicts);
  expect(puts()).toBe(4);
});

test('publishing fails if every version id that can be derived from a base is taken', async () => {
  const one = bench(Array.from({ length: 100 }, () => 'active' as const));
  const { deps, puts } = takenStore(one, () => one.base);
  await expect(
    publish(deps, rotationFacts([key('a'), key('b')]), ours, key('b'), one.base),
  ).rejects.toMatchObject(conflicts);
  expect(puts()).toBe(100);
});
