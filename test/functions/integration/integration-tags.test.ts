import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_CREDENTIALS, SecretRole, Tag } from '../../../functions/contract.ts';
import type { Tags } from '../../../functions/integration/ports.ts';
import {
  changedTags,
  parseIntegrationState,
  parseMinters,
} from '../../../functions/integration/integration-tags.ts';
import type { CredentialState, IntegrationState } from '../../../functions/integration/integration-state.ts';
import { dispositionOf } from '../../../functions/integration/failure-codes.ts';
import { accessTokenState, DAY_MS, NOW, integrationState } from '../rotation/state-fixture.ts';

const instants = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
const names = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);
const versionIds = fc.stringMatching(/^[A-Za-z0-9-]{32,64}$/);
const counts = fc.integer({ min: 0, max: 9_999 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const credentials: fc.Arbitrary<CredentialState> = fc.record({
  name: names,
  kind: fc.constantFrom('refresh-token', 'oauth-client'),
  state: fc.constantFrom('active', 'rejected', 'forbidden', 'unchecked'),
  versionId: versionIds,
  expiresAt: maybe(instants),
  expirySource: maybe(fc.constantFrom('reported', 'estimated')),
  storedAt: maybe(instants),
  fingerprint: maybe(fc.stringMatching(/^[0-9a-f]{8}$/)),
  minter: maybe(fc.stringMatching(/^[0-9a-f]{16}$/)),
});
const states: fc.Arbitrary<IntegrationState> = fc.record({
  paused: fc.boolean(),
  owner: maybe(fc.stringMatching(/^[a-z0-9@.-]{1,40}$/)),
  baseUrl: maybe(fc.stringMatching(/^https:\/\/[a-z0-9.-]{1,63}$/)),
  status: maybe(
    fc.record({
      state: fc.constantFrom('fresh', 'retrying', 'failing', 'rejected'),
      code: maybe(fc.constantFrom(...Object.keys(dispositionOf))),
      since: instants,
    }),
  ),
  accessToken: maybe(
    fc.record({
      issuedAt: instants,
      expiresAt: instants,
      credential: names,
      verified: fc.boolean(),
      versions: maybe(
        fc.record({
          day: fc.integer({ min: 0, max: 50_000 }).map((day) => day * DAY_MS),
          today: counts,
          before: counts,
        }),
      ),
    }),
  ),
  acceptedVersion: maybe(versionIds),
  backoff: maybe(
    fc.record({
      versionId: versionIds,
      attempts: fc.integer({ min: 1, max: 999_999 }),
      nextAttemptAt: instants,
    }),
  ),
  credentials: fc.array(credentials, { maxLength: MAX_CREDENTIALS }),
  contest: maybe(
    fc.record({
      credential: names,
      since: maybe(instants),
      inactiveAt: maybe(instants),
      minter: maybe(fc.stringMatching(/^[0-9a-f]{8}$/)),
      sharedWith: maybe(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/)),
    }),
  ),
});

/** The tags that infrastructure and operators set. */
const foreignTags = ({ paused, owner }: IntegrationState): Tags => ({
  [Tag.role]: SecretRole.credentials,
  ...(paused ? { [Tag.paused]: 'true' } : {}),
  ...(owner === undefined ? {} : { [Tag.owner]: owner }),
});

test('each state is read back from its tags unchanged', () => {
  fc.assert(
    fc.property(states, (state) => {
      const foreign = foreignTags(state);
      expect(parseIntegrationState({ ...foreign, ...changedTags(state, foreign) })).toEqual(state);
    }),
  );
});

test('the tags of each state can be changed to those of each other state', () => {
  fc.assert(
    fc.property(states, states, (before, after) => {
      const foreign = foreignTags(after);
      const tags = { ...foreign, ...changedTags(before, foreign) };
      expect(parseIntegrationState({ ...tags, ...changedTags(after, tags) })).toEqual(after);
    }),
  );
});

test('the name and the value of each tag are within the limits of AWS', () => {
  fc.assert(
    fc.property(states, (state) => {
      for (const [key, value] of Object.entries(changedTags(state, {}))) {
        expect(key).toMatch(/^token-rotator:[a-z0-9-]+$/);
        expect(value).toMatch(/^[A-Za-z0-9 +\-=._:/@]{0,256}$/);
      }
    }),
  );
});

test('an unchanged state changes no tag, and the tags of the infrastructure and of operators never change', () => {
  fc.assert(
    fc.property(states, (state) => {
      const tags = changedTags(state, {});
      expect(changedTags(state, tags)).toEqual({});
      for (const key of [Tag.role, Tag.integration, Tag.owner, Tag.paused])
        expect(tags).not.toHaveProperty([key]);
    }),
  );
});

test('only tags that differ are among the changed tags', () => {
  const state = integrationState();
  const status = { state: 'failing', code: 'AlationUnavailable', since: NOW } as const;
  expect(changedTags({ ...state, status }, changedTags(state, {}))).toEqual({
    [Tag.status]: 'state=failing code=AlationUnavailable since=2026-01-10T12:00:00.000Z schema=1',
  });
});

const ownKeys: readonly string[] = [
  ...Object.values(Tag),
  ...Array.from({ length: 10 }, (_, index) => `${Tag.credentialPrefix}${index}`),
  ...Array.from({ length: 10 }, (_, index) => `${Tag.warnedPrefix}${index}`),
];
const garbage = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.tuple(
        fc.constantFrom(
          'state',
          'since',
          'issued',
          'expires',
          'version',
          'attempts',
          'next',
          'name',
          '__proto__',
        ),
        fc.oneof(
          fc.string(),
          fc.constantFrom('rejected', '2026-01-01', '-1', '1e400', '275760-09-14', 'NaN'),
        ),
      ),
    )
    .map((fields) => fields.map(([name, value]) => `${name}=${value}`).join(' ')),
);

test('reading tags never throws, and each state that was read can be written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...ownKeys), garbage), (tags) => {
      const state = parseIntegrationState(tags);
      const again = parseIntegrationState({ ...tags, ...changedTags(state, {}) });
      expect(again.accessToken).toEqual(state.accessToken);
      expect(again.backoff).toEqual(state.backoff);
      expect(again.status).toEqual(state.status);
    }),
    { numRuns: 500 },
  );
});

test.each<{ readonly sentence: string; readonly tags: Tags; readonly is: object }>([
  {
    sentence: 'without tags nothing is known',
    tags: {},
    is: { paused: false, status: undefined, credentials: [] },
  },
  {
    sentence: 'only the value true pauses the integration',
    tags: { [Tag.paused]: 'yes' },
    is: { paused: false },
  },
  {
    sentence: 'an unknown state is ignored',
    tags: { [Tag.status]: 'state=great since=2026-01-01T00:00:00.000Z' },
    is: { status: undefined },
  },
  {
    sentence: 'a state without an instant is ignored',
    tags: { [Tag.status]: 'state=failing' },
    is: { status: undefined },
  },
  {
    sentence: 'an access token without an expiry is ignored',
    tags: { [Tag.accessToken]: 'issued=2026-01-01T00:00:00.000Z credential=a' },
    is: { accessToken: undefined },
  },
  {
    sentence: 'a backoff without a number of attempts is ignored',
    tags: { [Tag.backoff]: 'version=v attempts=many next=2026-01-01T00:00:00.000Z' },
    is: { backoff: undefined },
  },
])('$sentence', ({ tags, is }) => {
  expect(parseIntegrationState(tags)).toMatchObject(is);
});

test('an access token is unverified unless its tag marks it as verified', () => {
  const tags = {
    [Tag.accessToken]: 'issued=2026-01-01T00:00:00.000Z expires=2026-01-02T00:00:00.000Z credential=a',
  };
  expect(parseIntegrationState(tags).accessToken).toMatchObject({ verified: false });
});

const completeTags = {
  [Tag.accessToken]:
    'issued=2026-01-01T00:00:00.000Z expires=2026-01-02T00:00:00.000Z credential=a verified=yes',
  [Tag.backoff]: 'version=v1 attempts=2 next=2026-01-01T00:15:00.000Z',
  [`${Tag.credentialPrefix}1`]: 'name=a kind=oauth-client state=active version=v1 secret=0a1b2c3d',
};

test('tags with all required fields are read', () => {
  const read = parseIntegrationState(completeTags);
  expect(read.accessToken).toEqual({
    issuedAt: Date.UTC(2026, 0, 1),
    expiresAt: Date.UTC(2026, 0, 2),
    credential: 'a',
    verified: true,
  });
  expect(read.backoff).toEqual({ versionId: 'v1', attempts: 2, nextAttemptAt: Date.UTC(2026, 0, 1, 0, 15) });
  expect(read.credentials).toMatchObject([{ name: 'a', state: 'active', fingerprint: '0a1b2c3d' }]);
});

test.each([
  [Tag.accessToken, 'issued=2026-01-01T00:00:00.000Z', 'issued=soon'],
  [Tag.accessToken, 'expires=2026-01-02T00:00:00.000Z', ''],
  [Tag.accessToken, 'credential=a', ''],
  [Tag.backoff, 'version=v1', ''],
  [Tag.backoff, 'attempts=2', ''],
  [Tag.backoff, 'attempts=2', 'attempts=two'],
  [Tag.backoff, 'attempts=2', 'attempts=2x'],
  [Tag.backoff, 'attempts=2', 'attempts=x2'],
  [Tag.backoff, 'attempts=2', 'attempts=1234567'],
  [Tag.backoff, 'next=2026-01-01T00:15:00.000Z', 'next='],
  [`${Tag.credentialPrefix}1`, 'name=a', ''],
  [`${Tag.credentialPrefix}1`, 'version=v1', ''],
])('a tag %s in which %j is replaced with %j is ignored', (tag, part, instead) => {
  const text = Object.entries(completeTags).find(([name]) => name === tag)?.[1] ?? '';
  expect(text).toContain(part);
  const read = parseIntegrationState({ [tag]: text.replace(part, instead) });
  expect([read.accessToken, read.backoff, read.credentials]).toEqual([undefined, undefined, []]);
});

test('unknown values in a credential tag are ignored', () => {
  const [odd] = parseIntegrationState({
    [`${Tag.credentialPrefix}1`]: 'name=a version=v1 state=odd source=odd kind=odd',
  }).credentials;
  expect(odd).toEqual({
    name: 'a',
    kind: 'refresh-token',
    state: 'unchecked',
    versionId: 'v1',
    expiresAt: undefined,
    expirySource: undefined,
    storedAt: undefined,
    fingerprint: undefined,
    minter: undefined,
  });
});

test('the mark of the first access token is written and read back', () => {
  const first = integrationState({ accessToken: { ...accessTokenState(), isFirst: true } });
  const tags = changedTags(first, {});
  expect(tags[Tag.accessToken]).toContain(' first=yes');
  expect(parseIntegrationState(tags).accessToken).toMatchObject({ isFirst: true });
  expect(changedTags(integrationState(), {})[Tag.accessToken]).not.toContain('first');
});

test('the last check of rejected and forbidden credentials is read back from the tags', () => {
  const tags = changedTags(integrationState({ checked: '2026-01-10T12' }), {});
  expect(parseIntegrationState(tags).checked).toBe('2026-01-10T12');
});

const contested = integrationState({
  contest: { credential: 'a', since: NOW, inactiveAt: NOW, minter: '0a1b2c3d', sharedWith: 'loader' },
});

test('the tags of a contested integration never contain the word fresh', () => {
  const tags = changedTags(contested, {});
  expect(tags[Tag.contested]).toBe(
    'credential=a since=2026-01-10T12:00:00.000Z inactive=2026-01-10T12:00:00.000Z minter=0a1b2c3d with=loader',
  );
  expect(tags[Tag.status]).toMatch(/^state=contested /);
  expect(Object.values(tags).join(' ')).not.toMatch(/\bfresh\b/);
});

test('after one finding of an inactive access token, the tags do not show the integration as contested', () => {
  const found = integrationState({ contest: { credential: 'a', inactiveAt: NOW } });
  expect(changedTags(found, {})[Tag.status]).toMatch(/^state=fresh /);
});

test('a text that cannot be the name of an integration is not read as the integration that shares the credential', () => {
  const { contest } = parseIntegrationState({
    [Tag.contested]: 'credential=a since=2026-01-10T12:00:00.000Z with=https://evil.example',
  });
  expect(contest).toEqual({ credential: 'a', since: NOW });
});

test('if no id of a minter is known, the tag of minters is empty', () => {
  const withoutMinter = integrationState().credentials.map((credential) => ({
    ...credential,
    minter: undefined,
  }));
  expect(
    changedTags(integrationState({ credentials: withoutMinter }), { [Tag.minters]: 'x' })[Tag.minters],
  ).toBe('');
});

test('the ids of minters are read back by the position of their credentials', () => {
  const [one] = integrationState().credentials;
  const credentialsWithMinters = [undefined, '0123456789abcdef', undefined].flatMap((minter) =>
    one === undefined ? [] : { ...one, minter },
  );
  const tags = changedTags(integrationState({ credentials: credentialsWithMinters }), {});
  expect(tags[Tag.minters]).toBe('- 0123456789abcdef -');
  expect(parseIntegrationState(tags).credentials.map(({ minter }) => minter)).toEqual([
    undefined,
    '0123456789abcdef',
    undefined,
  ]);
});

test.each([
  '0123456789abcde',
  '0123456789abcdef0',
  'x0123456789abcdef',
  '0123456789abcdefx',
  '0123456789ABCDEF',
])('the text %s is not read as the id of a minter', (text) => {
  expect(parseMinters({ [Tag.minters]: `${text} 0123456789abcdef` })).toEqual([
    undefined,
    '0123456789abcdef',
  ]);
});

test('the mark of a doubtful lifetime is written and read back', () => {
  const doubtful = integrationState({ accessToken: { ...accessTokenState(), isLifetimeDoubtful: true } });
  const tags = changedTags(doubtful, {});
  expect(tags[Tag.accessToken]).toContain(' lifetime=doubtful');
  expect(parseIntegrationState(tags).accessToken).toMatchObject({ isLifetimeDoubtful: true });
});

test('a state that was read without tags changes no tag', () => {
  expect(changedTags(parseIntegrationState({}), {})).toEqual({});
});

test.each([
  { sentence: 'without a code', answer: { at: NOW, code: undefined } },
  { sentence: 'with a code', answer: { at: NOW, code: 'VersionQuotaReached' } },
])('the answer to a request $sentence is read back from the tags', ({ answer }) => {
  const state = integrationState({ answer });
  expect(parseIntegrationState(changedTags(state, {})).answer).toEqual(answer);
});

test('the day of the number of versions is written without a time', () => {
  const versions = { day: Date.UTC(2026, 0, 10), today: 5, before: 3 };
  const tags = changedTags(integrationState({ accessToken: accessTokenState({ versions }) }), {});
  expect(tags[Tag.accessToken]).toMatch(/ versions=5 before=3 window=2026-01-10$/);
});

test.each([
  'versions=5 before=3 window=soon',
  'versions=5 window=2026-01-10',
  'before=5 window=2026-01-10',
  'versions=-1 before=3 window=2026-01-10',
  'versions=99999 before=3 window=2026-01-10',
])('the number of versions in %s is unknown', (fields) => {
  const tags = changedTags(integrationState(), {});
  const accessToken = `${tags[Tag.accessToken]} ${fields}`;
  const state = parseIntegrationState({ ...tags, [Tag.accessToken]: accessToken });
  expect(state.accessToken).toMatchObject({ verified: true });
  expect(state.accessToken?.versions).toBeUndefined();
});
