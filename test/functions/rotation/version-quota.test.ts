import { expect, test } from 'vitest';
import type { VersionCount } from '../../../functions/integration/version-count.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/time.ts';
import {
  countVersions,
  hasRoom,
  shareOfRequests,
  fullQuota,
} from '../../../functions/rotation/version-quota.ts';
import { failure, refreshToken, published, rotationBench, rotationFacts } from './facts-fixture.ts';
import { accessTokenState, integrationState, NOW, VERSION } from './state-fixture.ts';

const DAY = Math.floor(NOW / DAY_MS) * DAY_MS;
const times = (count: number, everyMs = MINUTE_MS) =>
  Array.from({ length: count }, (_, index) => NOW - index * everyMs);

test.each([
  {
    hours: 9.35,
    limit: 74,
    sentence: 'access tokens of 24 hours leave 24 versions besides the versions of three rotations',
  },
  {
    hours: 0.25,
    limit: 97,
    sentence: 'access tokens of an hour leave one version besides the versions of 96 rotations',
  },
])('requests for $sentence', ({ hours, limit }) => {
  expect(shareOfRequests(hours * HOUR_MS).limit).toBe(limit);
});

test.each([
  {
    sentence: '97 versions in the last hour allow a scheduled rotation',
    count: 97,
    share: fullQuota,
    room: true,
  },
  {
    sentence: '98 versions in the last hour allow no scheduled rotation',
    count: 98,
    share: fullQuota,
    room: false,
  },
  {
    sentence: '71 versions in the last hour leave room for a request and three rotations',
    count: 71,
    share: shareOfRequests(9.35 * HOUR_MS),
    room: true,
  },
  {
    sentence: '72 versions in the last hour leave no room for a request and three rotations',
    count: 72,
    share: shareOfRequests(9.35 * HOUR_MS),
    room: false,
  },
  {
    sentence: 'a version every 15 minutes leaves room for a request, which replaces a scheduled rotation',
    count: 96,
    everyMs: 15 * MINUTE_MS,
    share: shareOfRequests(15 * MINUTE_MS),
    room: true,
  },
  {
    sentence: '10 versions in the last hour leave no room for a request and 96 rotations',
    count: 10,
    share: shareOfRequests(15 * MINUTE_MS),
    room: false,
  },
])('$sentence', ({ count, everyMs = 30_000, share, room }) => {
  expect(hasRoom(times(count, everyMs), NOW, share)).toBe(room);
});

test('a rotation a whole day later needs no room now', () => {
  expect(hasRoom([], NOW, { limit: 2, periodMs: DAY_MS / 2 })).toBe(true);
  expect(hasRoom([], NOW, { limit: 1, periodMs: DAY_MS / 2 })).toBe(false);
});

/** Counts the versions before a mint, with this count in the tags and these versions in Secrets Manager. */
async function counted({
  versions,
  stored = [],
  isRequest = false,
  error,
  isFirst = false,
}: {
  readonly versions?: VersionCount | undefined;
  readonly stored?: readonly number[];
  readonly isRequest?: boolean;
  readonly error?: Error;
  readonly isFirst?: boolean;
}) {
  const bench = rotationBench({});
  let lists = 0;
  const deps = {
    ...bench.deps,
    store: {
      ...bench.deps.store,
      versionTimes: async () => {
        lists += 1;
        if (error !== undefined) throw error;
        return stored;
      },
    },
  };
  const facts = rotationFacts([refreshToken('a')], {
    published: published('old'),
    state: integrationState({ accessToken: accessTokenState({ versions }) }),
  });
  const accessToken = isFirst ? undefined : { versionId: VERSION, text: '', createdAt: NOW };
  const secrets = { ...facts.secrets, accessToken };
  const result = await countVersions(deps, { ...facts, secrets }, isRequest).catch(
    (thrown: unknown) => thrown,
  );
  const failed = result instanceof RotationError ? result : undefined;
  return { result: failed?.code ?? result, message: failed?.message, lists, log: bench.log };
}

const low: VersionCount = { day: DAY, today: 2, before: 1 };
const high: VersionCount = { day: DAY, today: 60, before: 40 };

test('a low count in the tags needs no list of versions', async () => {
  await expect(counted({ versions: low, isRequest: true })).resolves.toMatchObject({ result: low, lists: 0 });
  await expect(counted({ versions: { ...low, today: 76 } })).resolves.toMatchObject({ lists: 0 });
  await expect(counted({ versions: { ...low, today: 77 } })).resolves.toMatchObject({ lists: 1 });
  await expect(
    counted({ versions: { ...low, today: 50, before: 0 }, isRequest: true }),
  ).resolves.toMatchObject({ lists: 0 });
});

test('a count that may leave no room for the rotations of a day is checked before a request', async () => {
  await expect(
    counted({ versions: { ...low, today: 51, before: 0 }, isRequest: true }),
  ).resolves.toMatchObject({ lists: 1 });
});

test.each([
  {
    what: 'a request',
    isRequest: true,
    why: 'the other versions of a day are kept for scheduled rotations',
  },
  { what: 'a scheduled rotation', isRequest: false, why: 'AWS allows no more' },
])('the error of $what without room says why, and what to do', async ({ isRequest, why }) => {
  await expect(counted({ stored: times(98), isRequest })).resolves.toMatchObject({
    message:
      `the access-token secret of bi has too many versions younger than a day; ${why}. The published access token stays. ` +
      'Find what requests rotations so often, and have it request minimum_remaining_minutes',
  });
});

test('the first access token of a secret needs no list of versions', async () => {
  await expect(counted({ isFirst: true })).resolves.toMatchObject({
    result: { day: DAY, today: 0, before: 0 },
    lists: 0,
  });
});

test.each([
  { what: 'a lost count', given: {} },
  { what: 'a high count', given: { versions: high } },
  {
    what: 'a count that may leave no room for a scheduled rotation',
    given: { versions: { ...low, today: 97 } },
  },
  {
    what: 'a count that may leave no room for a request',
    given: { versions: { ...low, today: 71, before: 0 }, isRequest: true },
  },
])('$what is replaced by the number of listed versions', async ({ given }) => {
  const stored = [NOW, NOW - 13 * HOUR_MS, NOW - 2 * DAY_MS];
  await expect(counted({ ...given, stored })).resolves.toMatchObject({
    result: { day: DAY, today: 1, before: 1 },
    lists: 1,
  });
});

test('a used up quota is known before the mint, for a request and for the schedule', async () => {
  const requested = { versions: high, stored: times(80), isRequest: true };
  await expect(counted(requested)).resolves.toMatchObject({ result: 'VersionQuotaReached' });
  await expect(counted({ versions: high, stored: times(80) })).resolves.toMatchObject({ lists: 1, log: [] });
  await expect(counted({ versions: high, stored: times(98) })).resolves.toMatchObject({
    result: 'VersionQuotaReached',
    log: [],
  });
});

test('if the versions cannot be listed, a scheduled rotation continues and a request fails', async () => {
  const error = failure('SecretAccessDenied');
  await expect(counted({ versions: high, error })).resolves.toMatchObject({
    result: high,
    log: [{ event: 'VersionsNotCounted', fields: { integration: 'bi', code: 'SecretAccessDenied' } }],
  });
  await expect(counted({ error })).resolves.toMatchObject({ result: undefined });
  await expect(counted({ error, isRequest: true })).resolves.toMatchObject({ result: error.code, log: [] });
});
