import { expect, test } from 'vitest';
import { fingerprintOf } from '../../../functions/integration/credential-fingerprint.ts';
import { changedTags } from '../../../functions/integration/integration-tags.ts';
import type { ListedIntegration, SecretPair } from '../../../functions/integration/ports.ts';
import { gather } from '../../../functions/rotation/gather.ts';
import type { Work } from '../../../functions/rotation/read-integration.ts';
import { formatAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  MINUTE_MS,
  NOW,
} from './state-fixture.ts';
import { BASE_URL, published, rotationBench } from './facts-fixture.ts';

const tags = changedTags(integrationState({ accessToken: accessTokenState({ verified: false }) }), {});
const described = (credentialsVersionId: string): ListedIntegration => ({
  integration: 'bi',
  credentialsVersionId,
  tags,
});
const document = (issuedAt: number) =>
  formatAccessTokenDocument(published('one', { issuedAt, expiresAt: issuedAt + 24 * HOUR_MS })).reveal();
const credentials = JSON.stringify({ base_url: BASE_URL, refresh_token: 'secret', user_id: 102 });
const pair = (versionId: string, issuedAt = NOW - HOUR_MS): SecretPair => ({
  credentials: { versionId, text: credentials, createdAt: NOW },
  accessToken: { versionId: 'token', text: document(issuedAt), createdAt: NOW },
});

/** Gathers with these responses of Secrets Manager in order. The last response is repeated. */
async function gathering(
  describes: readonly ListedIntegration[],
  reads: readonly SecretPair[],
  request: Partial<Work> = {},
) {
  const bench = rotationBench({});
  let [describe, read] = [0, 0];
  const store = {
    ...bench.deps.store,
    describeIntegration: async () => describes[Math.min(describe++, describes.length - 1)],
    readSecrets: async () => reads[Math.min(read++, reads.length - 1)] ?? pair('none'),
  };
  const work = { integration: 'bi', ...request };
  const gathered = await gather({ ...bench.deps, store }, work, NOW + 60_000);
  return { gathered, sleeps: bench.calls, describes: describe };
}

test('credentials of an older version than DescribeSecret shows are read again after a backoff', async () => {
  const { gathered, sleeps } = await gathering([described('new')], [pair('old'), pair('old'), pair('new')]);
  expect(gathered).toMatchObject({
    kind: 'facts',
    facts: { secrets: { credentials: { versionId: 'new' } } },
  });
  expect(sleeps).toEqual(['sleep 500', 'sleep 1000']);
});

test('DescribeSecret is repeated if it shows an older version than the credentials that were read', async () => {
  const { gathered, describes } = await gathering([described('old'), described('new')], [pair('new')]);
  expect(gathered).toMatchObject({ kind: 'facts', facts: { listed: { credentialsVersionId: 'new' } } });
  expect(describes).toBe(2);
});

test('an access token that is older than the tags is read again after a backoff', async () => {
  const old = pair('v', NOW - 13 * HOUR_MS);
  const { gathered, sleeps } = await gathering([described('v')], [old, pair('v')]);
  expect(gathered).toMatchObject({ kind: 'facts', facts: { published: { issuedAt: NOW - HOUR_MS } } });
  expect(sleeps).toEqual(['sleep 500']);
});

test('after an operator rolled AWSCURRENT back, the older access token counts as published', async () => {
  const { gathered, sleeps } = await gathering([described('v')], [pair('v', NOW - 13 * HOUR_MS)]);
  expect(gathered).toMatchObject({ kind: 'facts', facts: { published: { issuedAt: NOW - 13 * HOUR_MS } } });
  expect(sleeps).toHaveLength(3);
});

test('an access token that is newer than the tags is no contradiction', async () => {
  const { gathered, sleeps } = await gathering([described('v')], [pair('v', NOW - HOUR_MS + 1)]);
  expect(gathered.kind).toBe('facts');
  expect(sleeps).toEqual([]);
});

test('if the versions of the credentials differ for 3.5 seconds, the integration counts as unreadable', async () => {
  const { gathered, sleeps } = await gathering([described('new')], [pair('old')]);
  expect(gathered).toMatchObject({
    kind: 'unreadable',
    error: {
      code: 'SecretsManagerUnavailable',
      message:
        'Secrets Manager still shows two different versions of the credentials of bi as current. Nothing was minted; ' +
        'a later sweep reads the credentials again',
    },
  });
  expect(sleeps).toEqual(['sleep 500', 'sleep 1000', 'sleep 2000']);
});

/** The request of the command `replace`, which has just stored the version `new`. */
const afterReplace = { requestedAt: NOW, demand: { credentialsVersionId: 'new' } };

test('for a request after a replacement, the rotator repeats its reads until they show the new credentials', async () => {
  const { gathered, sleeps } = await gathering(
    [described('old'), described('old'), described('new')],
    [pair('old'), pair('old'), pair('new')],
    afterReplace,
  );
  expect(gathered).toMatchObject({
    kind: 'facts',
    facts: { secrets: { credentials: { versionId: 'new' } } },
  });
  expect(sleeps).toEqual(['sleep 500', 'sleep 1000']);
});

test('if the credentials of a request were replaced meanwhile, the rotator continues with their successors', async () => {
  const { gathered, sleeps } = await gathering([described('newer')], [pair('newer')], afterReplace);
  expect(gathered).toMatchObject({ kind: 'facts', facts: { listed: { credentialsVersionId: 'newer' } } });
  expect(sleeps).toEqual(['sleep 500', 'sleep 1000', 'sleep 2000']);
});

test('the rotator waits for the first credentials that a read does not show yet', async () => {
  const nothing: SecretPair = { credentials: undefined, accessToken: undefined };
  expect((await gathering([described('v')], [nothing, pair('v')])).gathered.kind).toBe('facts');
  const { gathered, sleeps } = await gathering([described('v')], [nothing]);
  expect(gathered).toMatchObject({ kind: 'skipped', reason: 'AwaitingCredentials' });
  expect(sleeps).toHaveLength(3);
});

test.each([
  {
    sentence:
      'credentials that were stored two minutes before a mint prove the issuing credential of its access token',
    storedAt: NOW - HOUR_MS - 120_000,
    fingerprint: fingerprintOf('secret'),
    proven: 'a',
  },
  {
    sentence:
      'credentials that were stored less than two minutes before a mint prove no issuing credential, because a predecessor may have minted',
    storedAt: NOW - HOUR_MS - 119_999,
  },
])('without tags, $sentence', async ({ storedAt, fingerprint, proven }) => {
  const { accessToken } = pair('v');
  const entry = { name: 'a', refresh_token: 'secret', user_id: 102 };
  const text = JSON.stringify({ base_url: BASE_URL, credentials: [entry] });
  const read = { credentials: { versionId: 'v', text, createdAt: storedAt }, accessToken };
  const { gathered } = await gathering([{ ...described('v'), tags: {} }], [read]);
  const known = gathered.kind === 'facts' ? gathered.facts.state.accessToken : undefined;
  expect(known).toMatchObject({ credential: 'a', verified: false });
  expect(known?.fingerprint).toBe(fingerprint);
  expect(gathered).toMatchObject({ facts: { provenCredential: proven } });
});

const twoRefreshTokens = JSON.stringify({
  base_url: BASE_URL,
  credentials: [
    { name: 'a', refresh_token: 'secret', user_id: 102 },
    { name: 'b', refresh_token: 'other', user_id: 102 },
  ],
});

/** The access token in the tags: a minute older than the published access token. */
const aMinuteOlder = accessTokenState({
  issuedAt: NOW - HOUR_MS - MINUTE_MS,
  credential: 'b',
  fingerprint: 'b',
});

/** Gathers an access token from `a` that is newer than the tags. The tags have these states of the credentials. */
async function gatheringNewer(states: readonly CredentialState[], storedAt: number) {
  const before = integrationState({ accessToken: aMinuteOlder, credentials: states });
  const listed = { ...described('v'), tags: changedTags(before, {}) };
  const secrets = {
    ...pair('v'),
    credentials: { versionId: 'v', text: twoRefreshTokens, createdAt: storedAt },
  };
  const { gathered } = await gathering([listed], [secrets]);
  if (gathered.kind !== 'facts') throw new TypeError(gathered.kind);
  return gathered.facts;
}

test.each(['rejected', 'forbidden'] as const)(
  'a %s credential counts as active if the published access token from it is newer than the tags',
  async (state) => {
    const states = [
      credentialState({ state, versionId: 'v' }),
      credentialState({ name: 'b', versionId: 'v' }),
    ];
    const before = NOW - DAY_MS;
    expect((await gatheringNewer(states, before)).state.credentials).toMatchObject([
      { name: 'a', state: 'active' },
      { name: 'b', state: 'active' },
    ]);
    const others = [
      credentialState({ versionId: 'v' }),
      credentialState({ name: 'b', state, versionId: 'v' }),
    ];
    expect((await gatheringNewer(others, before)).state.credentials).toMatchObject([
      { name: 'a' },
      { name: 'b', state },
    ]);
  },
);

test('an access token that an operator restored does not make its rejected credential active', async () => {
  const states = [
    credentialState({ state: 'rejected', versionId: 'v' }),
    credentialState({ name: 'b', versionId: 'v' }),
  ];
  const before = integrationState({ accessToken: undefined, credentials: states });
  const listed = { ...described('v'), tags: changedTags(before, {}) };
  const stored = { versionId: 'v', text: twoRefreshTokens, createdAt: NOW - DAY_MS };
  const { gathered } = await gathering([listed], [{ ...pair('v'), credentials: stored }]);
  expect(gathered).toMatchObject({ facts: { state: { credentials: [{ state: 'rejected' }, {}] } } });
});

test('a credential that replaced the issuing credential after a crash does not count as the issuing credential', async () => {
  const states = [
    credentialState({ versionId: 'older', fingerprint: fingerprintOf('replaced') }),
    credentialState({ name: 'b', versionId: 'older', fingerprint: fingerprintOf('other') }),
  ];
  const { mintedBy, state } = await gatheringNewer(states, NOW);
  expect(mintedBy).toMatchObject({ credential: 'a', fingerprint: fingerprintOf('replaced') });
  expect(state.accessToken).toMatchObject({ credential: 'a', fingerprint: fingerprintOf('replaced') });
});

test.each([
  { baseUrl: BASE_URL, proven: 'a' },
  { baseUrl: 'https://other.alationcloud.com', proven: undefined },
])(
  'with credentials for $baseUrl and an access token from acme.alationcloud.com the proven issuing credential is: $proven',
  async ({ baseUrl, proven }) => {
    const text = twoRefreshTokens.replace(BASE_URL, baseUrl);
    const stored = { versionId: 'v', text, createdAt: NOW - DAY_MS };
    const { gathered } = await gathering([described('v')], [{ ...pair('v'), credentials: stored }]);
    if (gathered.kind !== 'facts') throw new TypeError(gathered.kind);
    expect(gathered.facts.provenCredential).toBe(proven);
  },
);
