import { minterFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { act } from '../../../functions/rotation/act.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import {
  accessTokenRecord,
  credentialRecord,
  HOUR_MS,
  NOW,
  rotationRecord,
  VERSION,
} from './state-fixture.ts';
import {
  client,
  failure,
  key,
  minted,
  noProgress,
  published,
  rotationBench,
  rotationFacts,
} from './facts-fixture.ts';
import type { AlationScript } from './facts-fixture.ts';

const [a, b, c] = [key('a'), key('b'), client('c')];
const active = { state: 'active', expiresAt: NOW + 1 } as const;
/** To be probed, and nothing else. */
const toProbe = accessTokenRecord({ verified: false });
/** Past its renewal time. */
const due = accessTokenRecord({ issuedAt: NOW - 12 * HOUR_MS });

function acting(script: AlationScript, changes: Partial<RotationFacts> = {}, requestedAt?: number) {
  const bench = rotationBench(script);
  const before = published('before');
  const base = bench.publishElsewhere(before);
  const facts = rotationFacts(changes.credentials?.credentials ?? [a, b], {
    published: before,
    ...changes,
  });
  const secrets = changes.secrets ?? { ...facts.secrets, accessToken: base };
  return { bench, outcome: act(bench.deps, { ...facts, secrets }, requestedAt, noProgress()) };
}

const twoKeys = [credentialRecord(), credentialRecord({ name: 'b' })];

test('with nothing to do nothing is done, and the credentials are described', async () => {
  const state = rotationRecord({ credentials: [] });
  const { bench, outcome } = acting({}, { state });
  expect(await outcome).toMatchObject({
    kind: 'quiet',
    reason: 'NotDue',
    integration: 'bi',
    state: { credentials: [{ name: 'a', state: 'unchecked' }, { name: 'b' }], acceptedVersion: VERSION },
  });
  expect(bench.calls).toEqual([]);
});

test('a renewal asks when every credential expires, and keeps no doubt beforehand', async () => {
  const state = rotationRecord({ accessToken: due, credentials: twoKeys });
  const { bench, outcome } = acting(
    { mint: [minted('next')], verify: ['active'], inspect: [active, active] },
    { state },
  );
  expect(await outcome).toMatchObject({
    kind: 'rotated',
    reason: 'NearingExpiry',
    verified: true,
    state: {
      accessToken: { credential: 'b', probedAt: NOW },
      credentials: [{ expiresAt: NOW + 1 }, { state: 'active' }],
    },
  });
  expect(bench.calls).toEqual(['permit', 'mint b', 'verify next as b', 'put', 'inspect a', 'inspect b']);
});

test('a request first keeps that the published access token may be dead', async () => {
  const state = rotationRecord({ credentials: twoKeys });
  const script: AlationScript = {
    mint: [minted('next')],
    verify: ['active', 'active'],
    inspect: [active, active],
  };
  const { bench, outcome } = acting(script, { state }, NOW);
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Requested' });
  expect(bench.calls.slice(0, 4)).toEqual(['verify before as a', 'tag', 'permit', 'mint b']);
  expect(bench.store.tagsOf('bi')[Tag.accessToken]).toContain('verified=no');
  const listed = { integration: 'bi', credentialsVersionId: VERSION, tags: bench.store.tagsOf('bi') };
  const again = acting(script, { state, listed }, NOW);
  await again.outcome;
  expect(again.bench.calls.slice(0, 2)).toEqual(['verify before as a', 'permit']);
});

test('a request for a first access token has nothing to doubt', async () => {
  const state = rotationRecord({ accessToken: undefined, credentials: twoKeys });
  const { bench, outcome } = acting(
    { mint: [minted('next')], verify: ['active'], inspect: [active, active] },
    { state, published: undefined },
    NOW,
  );
  await outcome;
  expect(bench.calls[0]).toBe('permit');
});

const isAway = () => Promise.reject(failure('SecretsManagerUnavailable'));

test('a request where the published access token is dead already tries every credential', async () => {
  const state = rotationRecord({ credentials: twoKeys });
  const forbidden = failure('AlationForbidden', { sent: true, status: 403 });
  const { bench, outcome } = acting(
    { mint: [forbidden, minted('next')], verify: ['inactive', 'active'], inspect: [active, active] },
    { state },
    NOW,
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Requested' });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(['mint b', 'mint a']);
});

test('and is begun although its doubt cannot be kept', async () => {
  const bench = rotationBench({
    mint: [minted('next')],
    verify: ['inactive', 'active'],
    inspect: [active, active],
  });
  const facts = rotationFacts([a, b], { published: published('before') });
  const deps = { ...bench.deps, store: { ...bench.deps.store, writeTags: isAway } };
  expect(await act(deps, facts, NOW, noProgress())).toMatchObject({ kind: 'rotated' });
});

test('but not where nobody can say whether it is dead', async () => {
  const bench = rotationBench({});
  const facts = rotationFacts([c], { published: published('before') });
  const deps = { ...bench.deps, store: { ...bench.deps.store, writeTags: isAway } };
  await expect(act(deps, facts, NOW, noProgress())).rejects.toMatchObject({
    code: 'SecretsManagerUnavailable',
  });
  expect(bench.calls).toEqual([]);
});

test('through no credential that fits a request asks nothing', async () => {
  const state = rotationRecord({ credentials: [credentialRecord({ name: 'c', kind: 'oauth-client' })] });
  const jwt = minted('next', { tokenType: 'Bearer' });
  const { bench, outcome } = acting(
    { mint: [jwt], verify: ['active'] },
    { state, credentials: { baseUrl: 'https://acme.alationcloud.com', credentials: [c] } },
    NOW,
  );
  await outcome;
  expect(bench.calls.slice(0, 3)).toEqual(['tag', 'permit', 'mint c']);
});

test('a request whose doubt cannot be kept is not begun', async () => {
  const bench = rotationBench({ verify: ['active'] });
  const facts = rotationFacts([a, b], { published: published('before') });
  const outcome = act(
    { ...bench.deps, store: { ...bench.deps.store, writeTags: isAway } },
    facts,
    NOW,
    noProgress(),
  );
  await expect(outcome).rejects.toMatchObject({ code: 'SecretsManagerUnavailable' });
  expect(bench.calls).toEqual(['verify before as a']);
});

const first: AlationScript = { mint: [minted('next')], verify: ['active'], inspect: [active, active] };
const nothingOnRecord = rotationRecord({ accessToken: undefined, credentials: twoKeys });

test('a value that is none of ours is as good as dead', async () => {
  const { outcome } = acting(first, { state: nothingOnRecord, published: undefined });
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Dead' });
});

test('no value at all is a first rotation', async () => {
  const { deps } = rotationBench(first);
  const outcome = act(deps, rotationFacts([a, b], { state: nothingOnRecord }), undefined, noProgress());
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'NeverIssued' });
});

test('a probe that finds it alive asks about those whose expiry is only estimated', async () => {
  const credentials = [credentialRecord(), credentialRecord({ name: 'b', expirySource: 'estimated' })];
  const status = { state: 'failing', code: 'AlationUnavailable', since: NOW - 1 } as const;
  const { bench, outcome } = acting(
    { verify: ['active'], inspect: [active] },
    { state: rotationRecord({ accessToken: toProbe, credentials, status }) },
  );
  expect(await outcome).toMatchObject({
    kind: 'probed',
    integration: 'bi',
    state: {
      accessToken: { verified: true, probedAt: NOW },
      status: { state: 'fresh' },
      credentials: [{ name: 'a' }, { name: 'b', expiresAt: NOW + 1, expirySource: 'reported' }],
    },
  });
  expect(bench.calls).toEqual(['verify before as a', 'inspect b']);
});

test('a probe asks about a credential that is not on state', async () => {
  const state = rotationRecord({ accessToken: toProbe, credentials: [] });
  const { bench, outcome } = acting({ verify: ['active'], inspect: [active, active] }, { state });
  await outcome;
  expect(bench.calls).toEqual(['verify before as a', 'inspect a', 'inspect b']);
});

test('a probe that finds it dead rotates', async () => {
  const state = rotationRecord({ accessToken: toProbe, credentials: twoKeys });
  const { outcome } = acting(
    { verify: ['inactive', 'active'], mint: [minted('next')], inspect: [active, active] },
    { state },
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Dead' });
});

test('a probe without an answer changes nothing', async () => {
  const state = rotationRecord({ accessToken: toProbe, credentials: twoKeys });
  const { outcome } = acting({ verify: [failure('AlationThrottled')] }, { state });
  expect(await outcome).toEqual({ kind: 'probe-unanswered', integration: 'bi', state });
});

const bearer = {
  credentials: { baseUrl: 'https://acme.alationcloud.com', credentials: [c] },
  published: published('before', { tokenType: 'Bearer', credential: 'c', userId: undefined }),
  state: rotationRecord({
    accessToken: { ...toProbe, credential: 'c', probedAt: NOW - 2 * HOUR_MS },
    credentials: [credentialRecord({ name: 'c', kind: 'oauth-client' })],
  }),
};

test('a client that may not ask has its probe put off, and nothing else', async () => {
  const { outcome } = acting({ verify: [failure('CredentialRejected')] }, bearer);
  expect(await outcome).toEqual({
    kind: 'probe-unanswered',
    integration: 'bi',
    state: {
      ...bearer.state,
      accessToken: { ...bearer.state.accessToken, probedAt: NOW },
      credentials: [expect.objectContaining({ name: 'c', kind: 'oauth-client', state: 'active' })],
    },
  });
});

test('a client that may not ask does not keep lost tags from being made good', async () => {
  const lost = rotationRecord({
    accessToken: bearer.state.accessToken,
    status: undefined,
    acceptedVersion: undefined,
    credentials: [],
  });
  const { outcome } = acting({ verify: [failure('CredentialRejected')] }, { ...bearer, state: lost });
  expect(await outcome).toMatchObject({
    kind: 'probe-unanswered',
    state: {
      status: { state: 'fresh' },
      acceptedVersion: VERSION,
      accessToken: { verified: false, probedAt: NOW },
      credentials: [{ name: 'c', kind: 'oauth-client', state: 'unchecked' }],
    },
  });
});

test('where nobody is left to ask as, the credentials have been replaced', async () => {
  const { bench, outcome } = acting(
    { mint: [minted('next')], verify: ['active'], inspect: [active] },
    { ...bearer, credentials: { ...bearer.credentials, credentials: [b] } },
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'CredentialReplaced' });
  expect(bench.calls[0]).toBe('permit');
});

test('a replaced credential that is rejected leaves the issuingCredential alone, and is not asked about', async () => {
  const backoff = { versionId: VERSION, attempts: 2, nextAttemptAt: NOW };
  const state = rotationRecord({ acceptedVersion: 'older', credentials: twoKeys, backoff });
  const { bench, outcome } = acting({ mint: [failure('CredentialRejected')], inspect: [active] }, { state });
  expect(await outcome).toMatchObject({
    kind: 'quiet',
    reason: 'IssuingCredentialKept',
    state: {
      acceptedVersion: VERSION,
      backoff: undefined,
      credentials: [{ state: 'active' }, { state: 'rejected' }],
    },
  });
  expect(bench.calls).toEqual(['permit', 'mint b', 'inspect a']);
});

test('where Alation then calls the issuingCredential invalid as well nothing is left, and that is told', async () => {
  const state = rotationRecord({ acceptedVersion: 'older', credentials: twoKeys });
  const { outcome } = acting(
    { mint: [failure('CredentialRejected')], inspect: [{ state: 'refused' }] },
    { state },
  );
  await expect(outcome).rejects.toMatchObject({
    code: 'CredentialRejected',
    message:
      'Alation rejected the credential that was stored for bi, and calls the others invalid as well: make a new refresh ' +
      'token or client secret and store it before the published access token expires',
  });
});

test('a probe that finds it dead leaves it in doubt where nothing can be minted', async () => {
  const bench = rotationBench({
    verify: ['inactive'],
    mint: [failure('AlationForbidden'), failure('AlationForbidden')],
  });
  const state = rotationRecord({ accessToken: toProbe, credentials: twoKeys });
  const findings = noProgress();
  const outcome = act(
    bench.deps,
    rotationFacts([a, b], { state, published: published('before') }),
    undefined,
    findings,
  );
  await expect(outcome).rejects.toMatchObject({ code: 'AlationForbidden' });
  expect(findings.publishedInDoubt).toBe(true);
});

test('the first access token is known as the first, and the next one is not', async () => {
  const { deps } = rotationBench(first);
  const facts = rotationFacts([a, b], { state: nothingOnRecord });
  expect(await act(deps, facts, undefined, noProgress())).toMatchObject({
    state: { accessToken: { isFirst: true } },
  });
  const { outcome } = acting(first, { state: rotationRecord({ accessToken: due, credentials: twoKeys }) });
  expect(await outcome).toMatchObject({ state: { accessToken: { isFirst: false } } });
});

test('what another rotator published is adopted, and its credential is not taken for accepted', async () => {
  const credentials = [credentialRecord(), credentialRecord({ name: 'b', state: 'unchecked' })];
  const state = rotationRecord({ accessToken: due, credentials });
  const { bench, outcome } = acting(
    { mint: [minted('ours')], verify: ['inactive', 'active'], inspect: [active, active] },
    { state },
  );
  const theirs = bench.publishElsewhere(published('theirs', { credential: 'b' }));
  expect(await outcome).toMatchObject({
    kind: 'adopted',
    reason: 'NearingExpiry',
    versionId: theirs.versionId,
    state: {
      accessToken: {
        credential: 'b',
        verified: true,
        isFirst: false,
        fingerprint: minterFingerprint(b),
      },
      credentials: [{}, { state: 'unchecked' }],
    },
  });
});
