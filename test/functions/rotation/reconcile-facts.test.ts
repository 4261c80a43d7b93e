import {
  credentialFingerprint,
  minterFingerprint,
} from '../../../functions/integration/credential-fingerprint.ts';
import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { hashFraction } from '../../../functions/rotation/rotation-time.ts';
import { reconcileFacts } from '../../../functions/rotation/reconcile.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import type { TokenEndpoints } from '../../../functions/integration/ports.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import { checkedOn, isCheckDue } from '../../../functions/rotation/skipped-credentials.ts';
import { renewalState } from '../renewal/renewal-fixture.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  integrationState,
  VERSION,
} from './state-fixture.ts';
import {
  BASE_URL,
  client,
  failure,
  refreshToken,
  minted,
  published,
  rotationBench,
  rotationFacts,
} from './facts-fixture.ts';
import type { AlationScript } from './facts-fixture.ts';

const [a, b, c] = [refreshToken('a'), refreshToken('b'), client('c')];
const active = { state: 'active', expiresAt: NOW + 1 } as const;
/** An access token that is due for a probe only. */
const toProbe = accessTokenState({ verified: false });
/** The scheduled time of a sweep that probes `bi`. */
const SLOT = NOW + Math.trunc(HOUR_MS * hashFraction('bi'));
/** An access token past its rotation time. */
const due = accessTokenState({ issuedAt: NOW - 12 * HOUR_MS });

function reconciling(script: AlationScript, changes: Partial<RotationFacts> = {}, requestedAt?: number) {
  const bench = rotationBench(script);
  const before = published('before');
  const base = bench.publishElsewhere(before);
  const facts = rotationFacts(changes.credentials?.credentials ?? [a, b], {
    published: before,
    ...changes,
  });
  const secrets = changes.secrets ?? { ...facts.secrets, accessToken: base };
  return {
    bench,
    outcome: reconcileFacts(bench.deps, { ...facts, secrets }, { requestedAt, scheduledAt: SLOT - 1 }),
  };
}

const twoRefreshTokens = [credentialState(), credentialState({ name: 'b' })];

test('a fresh integration is not rotated, and lost credential tags are rebuilt', async () => {
  const state = integrationState({ credentials: [] });
  const { bench, outcome } = reconciling({}, { state });
  expect(await outcome).toMatchObject({
    kind: 'skipped',
    reason: 'NotDue',
    integration: 'bi',
    state: { credentials: [{ name: 'a', state: 'unchecked' }, { name: 'b' }], acceptedVersion: VERSION },
  });
  expect(bench.calls).toEqual([]);
});

test('a scheduled rotation publishes from the other credential and inspects each credential', async () => {
  const state = integrationState({ accessToken: due, credentials: twoRefreshTokens });
  const { outcome } = reconciling(
    { mint: [minted('next')], verify: ['active'], inspect: [active, active] },
    { state },
  );
  expect(await outcome).toMatchObject({
    kind: 'rotated',
    reason: 'NearingExpiry',
    verified: true,
    state: {
      accessToken: { credential: 'b', verified: true },
      credentials: [{ expiresAt: NOW + 1 }, { state: 'active' }],
    },
  });
});

test('for a request the rotator saves, before the mint, that the published access token may be inactive', async () => {
  const state = integrationState({ credentials: twoRefreshTokens });
  const script: AlationScript = {
    mint: [minted('next')],
    verify: ['active', 'active'],
    inspect: [active, active],
  };
  const { bench, outcome } = reconciling(script, { state }, NOW);
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Requested' });
  expect(bench.calls.slice(0, 4)).toEqual(['verify before as a', 'tag', 'acquireWrite', 'mint b']);
  expect(bench.store.tagsOf('bi')[Tag.accessToken]).toContain('verified=no');
  const listed = { integration: 'bi', credentialsVersionId: VERSION, tags: bench.store.tagsOf('bi') };
  const again = reconciling(script, { state, listed }, NOW);
  await again.outcome;
  expect(again.bench.calls.slice(0, 2)).toEqual(['verify before as a', 'acquireWrite']);
});

test('a request for a first access token causes no verification before the mint', async () => {
  const state = integrationState({ accessToken: undefined, credentials: twoRefreshTokens });
  const { bench, outcome } = reconciling(
    { mint: [minted('next')], verify: ['active'], inspect: [active, active] },
    { state, published: undefined },
    NOW,
  );
  await outcome;
  expect(bench.calls[0]).toBe('acquireWrite');
});

const failToWrite = () => Promise.reject(failure('SecretsManagerUnavailable'));

test('for a request the rotator tries every credential if the published access token is inactive', async () => {
  const state = integrationState({ credentials: twoRefreshTokens });
  const forbidden = failure('AlationForbidden', { sent: true, status: 403 });
  const { bench, outcome } = reconciling(
    { mint: [forbidden, minted('next')], verify: ['inactive', 'active'], inspect: [active, active] },
    { state },
    NOW,
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Requested' });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(['mint b', 'mint a']);
});

test('for a request the rotator replaces an inactive access token although the doubt about it cannot be saved', async () => {
  const bench = rotationBench({
    mint: [minted('next')],
    verify: ['inactive', 'active'],
    inspect: [active, active],
  });
  const facts = rotationFacts([a, b], { published: published('before') });
  const deps = { ...bench.deps, store: { ...bench.deps.store, writeTags: failToWrite } };
  expect(await reconcileFacts(deps, facts, { requestedAt: NOW })).toMatchObject({ kind: 'rotated' });
});

test('a request causes no mint if the doubt cannot be saved and no credential can verify the access token', async () => {
  const bench = rotationBench({});
  const facts = rotationFacts([c], { published: published('before') });
  const deps = { ...bench.deps, store: { ...bench.deps.store, writeTags: failToWrite } };
  expect(await reconcileFacts(deps, facts, { requestedAt: NOW })).toMatchObject({
    kind: 'failed',
    error: { code: 'SecretsManagerUnavailable' },
  });
  expect(bench.calls).toEqual([]);
});

test('a request causes no verification of the published access token if no credential can verify it', async () => {
  const state = integrationState({ credentials: [credentialState({ name: 'c', kind: 'oauth-client' })] });
  const jwt = minted('next', { tokenType: 'Bearer' });
  const { bench, outcome } = reconciling(
    { mint: [jwt], verify: ['active'] },
    { state, credentials: { baseUrl: 'https://acme.alationcloud.com', credentials: [c] } },
    NOW,
  );
  await outcome;
  expect(bench.calls.slice(0, 3)).toEqual(['tag', 'acquireWrite', 'mint c']);
});

test('a request causes no mint if the doubt about an active access token cannot be saved', async () => {
  const bench = rotationBench({ verify: ['active'] });
  const facts = rotationFacts([a, b], { published: published('before') });
  const deps = { ...bench.deps, store: { ...bench.deps.store, writeTags: failToWrite } };
  expect(await reconcileFacts(deps, facts, { requestedAt: NOW })).toMatchObject({
    kind: 'failed',
    error: { code: 'SecretsManagerUnavailable' },
  });
  expect(bench.calls).toEqual(['verify before as a']);
});

const successful: AlationScript = { mint: [minted('next')], verify: ['active'], inspect: [active, active] };
const neverIssued = integrationState({ accessToken: undefined, credentials: twoRefreshTokens });

test('an integration whose access-token secret has a value that is not an access token is rotated with the reason Dead', async () => {
  const { outcome } = reconciling(successful, { state: neverIssued, published: undefined });
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Dead' });
});

test('an integration whose access-token secret has no value is rotated with the reason NeverIssued', async () => {
  const { deps } = rotationBench(successful);
  const outcome = reconcileFacts(deps, rotationFacts([a, b], { state: neverIssued }), {});
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'NeverIssued' });
});

test('a probe that finds the access token active inspects the credentials whose expiry is an estimate', async () => {
  const credentials = [credentialState(), credentialState({ name: 'b', expirySource: 'estimated' })];
  const status = { state: 'failing', code: 'AlationUnavailable', since: NOW - 1 } as const;
  const { bench, outcome } = reconciling(
    { verify: ['active'], inspect: [active] },
    { state: integrationState({ accessToken: accessTokenState(), credentials, status }) },
  );
  expect(await outcome).toMatchObject({
    kind: 'probed',
    integration: 'bi',
    state: {
      accessToken: { verified: true },
      status: { state: 'fresh' },
      credentials: [{ name: 'a' }, { name: 'b', expiresAt: NOW + 1, expirySource: 'reported' }],
    },
  });
  expect(bench.calls).toEqual(['verify before as a', 'inspect b']);
});

test('a probe inspects a credential that the tags do not name', async () => {
  const state = integrationState({ accessToken: toProbe, credentials: [] });
  const { bench, outcome } = reconciling({ verify: ['active'], inspect: [active, active] }, { state });
  await outcome;
  expect(bench.calls).toEqual(['verify before as a', 'inspect a', 'inspect b']);
});

test('after a probe finds the access token inactive, the integration is rotated with the reason Dead', async () => {
  const state = integrationState({ accessToken: toProbe, credentials: twoRefreshTokens });
  const { outcome } = reconciling(
    { verify: ['inactive', 'active'], mint: [minted('next')], inspect: [active, active] },
    { state },
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Dead' });
});

test('a probe without a response changes only the tag field that makes the next sweep probe again', async () => {
  const state = integrationState({ accessToken: toProbe, credentials: twoRefreshTokens });
  const { outcome } = reconciling({ verify: [failure('AlationThrottled')] }, { state });
  const accessToken = { ...toProbe, unanswered: true };
  expect(await outcome).toEqual({
    kind: 'probe-unanswered',
    integration: 'bi',
    state: { ...state, accessToken },
  });
});

const bearer = {
  credentials: { baseUrl: 'https://acme.alationcloud.com', credentials: [c] },
  published: published('before', { tokenType: 'Bearer', credential: 'c', userId: undefined }),
  state: integrationState({
    accessToken: { ...toProbe, credential: 'c' },
    credentials: [credentialState({ name: 'c', kind: 'oauth-client' })],
  }),
};

test('if the OAuth client is not allowed to verify, the state stays unchanged', async () => {
  const { outcome } = reconciling({ verify: [failure('CredentialRejected')] }, bearer);
  expect(await outcome).toEqual({
    kind: 'probe-unanswered',
    integration: 'bi',
    state: {
      ...bearer.state,
      credentials: [expect.objectContaining({ name: 'c', kind: 'oauth-client', state: 'active' })],
    },
  });
});

test('lost tags are rebuilt although the OAuth client is not allowed to verify', async () => {
  const lost = integrationState({
    accessToken: bearer.state.accessToken,
    status: undefined,
    acceptedVersion: undefined,
    credentials: [],
  });
  const { outcome } = reconciling({ verify: [failure('CredentialRejected')] }, { ...bearer, state: lost });
  expect(await outcome).toMatchObject({
    kind: 'probe-unanswered',
    state: {
      status: { state: 'fresh' },
      acceptedVersion: VERSION,
      accessToken: { verified: false },
      credentials: [{ name: 'c', kind: 'oauth-client', state: 'unchecked' }],
    },
  });
});

test('if no credential can verify the access token, the integration is rotated with the reason CredentialReplaced', async () => {
  const { bench, outcome } = reconciling(
    { mint: [minted('next')], verify: ['active'], inspect: [active] },
    { ...bearer, credentials: { ...bearer.credentials, credentials: [b] } },
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'CredentialReplaced' });
  expect(bench.calls[0]).toBe('acquireWrite');
});

test('after the rejection of a replacement the issuing credential stays, and the replacement is not inspected', async () => {
  const state = integrationState({ acceptedVersion: 'older', credentials: twoRefreshTokens });
  const { bench, outcome } = reconciling(
    { mint: [failure('CredentialRejected')], inspect: [active] },
    { state },
  );
  expect(await outcome).toMatchObject({
    kind: 'skipped',
    reason: 'IssuingCredentialKept',
    state: { acceptedVersion: VERSION, credentials: [{ state: 'active' }, { state: 'rejected' }] },
  });
  expect(bench.calls).toEqual(['acquireWrite', 'mint b', 'sleep 1250', 'confirmation b', 'inspect a']);
});

const failedBefore = integrationState({
  acceptedVersion: 'older',
  credentials: twoRefreshTokens,
  status: { state: 'failing', code: 'SecretAccessDenied', since: NOW - HOUR_MS },
  backoff: { versionId: VERSION, attempts: 2, nextAttemptAt: NOW },
});
const storedAgain = {
  state: failedBefore,
  credentials: { baseUrl: BASE_URL, credentials: [a, b] },
};

test('if known credentials are stored again after a failure, the published access token is verified', async () => {
  const { bench, outcome } = reconciling(
    { mint: [failure('CredentialRejected')], verify: ['active'], inspect: [active] },
    storedAgain,
  );
  expect(await outcome).toMatchObject({
    kind: 'skipped',
    reason: 'IssuingCredentialKept',
    state: { status: { state: 'fresh' }, acceptedVersion: VERSION, backoff: undefined },
  });
  expect(bench.calls.slice(4)).toEqual(['verify before as a', 'inspect a']);
});

test('a failure lasts until Alation can verify the access token of the kept issuing credential', async () => {
  const { outcome } = reconciling(
    { mint: [failure('CredentialRejected')], verify: [failure('AlationThrottled')], inspect: [active] },
    storedAgain,
  );
  expect(await outcome).toMatchObject({
    reason: 'IssuingCredentialKept',
    state: { status: { state: 'failing' }, acceptedVersion: VERSION, backoff: undefined },
  });
});

test('an inactive access token of the kept issuing credential is replaced immediately', async () => {
  const { bench, outcome } = reconciling(
    {
      mint: [failure('CredentialRejected'), minted('next')],
      verify: ['inactive', 'active'],
      inspect: [active],
    },
    storedAgain,
  );
  expect(await outcome).toMatchObject({
    kind: 'rotated',
    reason: 'Dead',
    state: {
      credentials: [{ state: 'active' }, { state: 'rejected' }],
      contest: { inactiveAt: bench.deps.clock.now(), credential: 'a' },
    },
  });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(['mint b', 'mint a']);
});

test('the rejection of a replacement is a failure if Alation also reports the issuing credential as invalid', async () => {
  const state = integrationState({ acceptedVersion: 'older', credentials: twoRefreshTokens });
  const { outcome } = reconciling(
    { mint: [failure('CredentialRejected')], inspect: [{ state: 'refused' }] },
    { state },
  );
  expect(await outcome).toMatchObject({
    kind: 'failed',
    error: {
      code: 'CredentialRejected',
      message:
        'Alation rejects every credential of bi. The published access token stays. Create a new refresh token or client ' +
        'secret, and store it in the credentials secret before that access token expires',
    },
  });
});

test('an inactive access token stays in doubt if no credential can mint', async () => {
  const { deps } = rotationBench({
    verify: ['inactive'],
    mint: [failure('AlationForbidden'), failure('AlationForbidden')],
  });
  const state = integrationState({ credentials: twoRefreshTokens });
  const facts = rotationFacts([a, b], { state, published: published('before') });
  expect(await reconcileFacts(deps, facts, { scheduledAt: SLOT })).toMatchObject({
    kind: 'failed',
    error: { code: 'AlationForbidden' },
    state: { accessToken: { verified: false }, backoff: { attempts: 1 } },
  });
});

test('a defect in the inspection after a rotation is a failure, and the findings stay', async () => {
  const script = {
    mint: [minted('next')],
    verify: ['active'] as const,
    inspect: [new TypeError('a defect')],
  };
  const { outcome } = reconciling(script, {
    credentials: { baseUrl: BASE_URL, credentials: [a] },
    state: integrationState({ accessToken: due }),
  });
  expect(await outcome).toMatchObject({
    kind: 'failed',
    error: { code: 'Unexpected' },
    state: { accessToken: { verified: false } },
  });
});

test('a defect in the probe is a failure', async () => {
  const { outcome } = reconciling(
    { verify: [new TypeError('a defect')] },
    { state: integrationState({ accessToken: toProbe, credentials: twoRefreshTokens }) },
  );
  expect(await outcome).toMatchObject({ kind: 'failed', error: { code: 'Unexpected' } });
});

test('the state marks the first access token, and no later access token', async () => {
  const { deps } = rotationBench(successful);
  const facts = rotationFacts([a, b], { state: neverIssued });
  expect(await reconcileFacts(deps, facts, {})).toMatchObject({
    state: { accessToken: { isFirst: true } },
  });
  const { outcome } = reconciling(successful, {
    state: integrationState({ accessToken: due, credentials: twoRefreshTokens }),
  });
  expect(await outcome).toMatchObject({ state: { accessToken: { isFirst: false } } });
});

test('the access token of another rotator is adopted, and its credential does not count as accepted', async () => {
  const credentials = [credentialState(), credentialState({ name: 'b', state: 'unchecked' })];
  const state = integrationState({ accessToken: due, credentials });
  const { bench, outcome } = reconciling(
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

test.each([
  ['as long as the longest backoff', 12 * HOUR_MS, HOUR_MS],
  ['until the expiry', 20 * MINUTE_MS, 20 * MINUTE_MS],
  ['as long as the longest backoff if the access token has expired', -MINUTE_MS, HOUR_MS],
])(
  'after Alation returned the access token once more, the backoff lasts %s',
  async (_, leftMs, backoffMs) => {
    const before = published('published', { expiresAt: NOW + leftMs });
    const accessToken = accessTokenState({ issuedAt: before.issuedAt, expiresAt: before.expiresAt });
    const credentials = [credentialState({ state: 'unchecked' })];
    const state = integrationState({ accessToken, credentials, acceptedVersion: 'older' });
    const facts = rotationFacts([a], { published: before, state });
    const { deps, calls } = rotationBench({ mint: [minted('published')], verify: ['active'] });
    const outcome = await reconcileFacts(deps, facts, {});
    expect(outcome.state.accessToken).toEqual({ ...accessToken, verified: true });
    expect(outcome).toMatchObject({
      kind: 'skipped',
      reason: 'AccessTokenRepeated',
      state: {
        status: { state: 'fresh' },
        acceptedVersion: VERSION,
        backoff: { versionId: VERSION, attempts: 0, nextAttemptAt: NOW + backoffMs },
        credentials: [{ name: 'a', state: 'active' }],
      },
    });
    expect(calls).not.toContain('put');
  },
);

test('a request causes no mint from the issuing credential while the access token is active', async () => {
  const script = { mint: [failure('AlationForbidden')], verify: ['active'] as const };
  const { bench, outcome } = reconciling(
    script,
    { state: integrationState({ credentials: twoRefreshTokens }) },
    NOW,
  );
  expect(await outcome).toMatchObject({ kind: 'failed', error: { code: 'AlationForbidden' } });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(['mint b']);
});

const young = accessTokenState({ issuedAt: NOW - MINUTE_MS });

test('a request causes no mint while a young access token is active, and the state contains the answer', async () => {
  const state = integrationState({ accessToken: young, credentials: twoRefreshTokens });
  const { bench, outcome } = reconciling({ verify: ['active'] }, { state }, Infinity);
  expect(await outcome).toMatchObject({
    kind: 'probed',
    isAnswer: true,
    state: { answer: { at: NOW }, status: { state: 'fresh' }, accessToken: { issuedAt: NOW - MINUTE_MS } },
  });
  expect(bench.calls).toEqual(['verify before as a']);
});

test('a request causes a rotation immediately if a young access token is inactive', async () => {
  const state = integrationState({ accessToken: young, credentials: twoRefreshTokens });
  const { outcome } = reconciling(
    { verify: ['inactive', 'active'], mint: [minted('next')], inspect: [active, active] },
    { state },
    Infinity,
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', reason: 'Dead' });
});

test.each([
  { verdict: failure('AlationUnavailable'), what: 'does not answer', unanswered: true },
  { verdict: failure('CredentialRejected'), what: 'does not let the client verify', unanswered: undefined },
])(
  'a request causes no mint for a young access token while Alation $what, and the state contains the reason',
  async ({ verdict, unanswered }) => {
    const state = integrationState({ accessToken: young, credentials: twoRefreshTokens });
    const verify = [verdict, verdict, verdict];
    const { bench, outcome } = reconciling({ verify }, { state }, Infinity);
    expect(await outcome).toMatchObject({
      kind: 'probe-unanswered',
      state: {
        answer: { at: bench.deps.clock.now(), code: 'VerificationUnavailable' },
        accessToken: { unanswered },
      },
    });
    expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual([]);
  },
);

test('a request beyond the quota fails with VersionQuotaReached, and only the answer in the state changes', async () => {
  const day = Math.floor(NOW / DAY_MS) * DAY_MS;
  const state = integrationState({
    accessToken: accessTokenState({ versions: { day, today: 90, before: 0 } }),
    credentials: twoRefreshTokens,
  });
  const { bench, outcome } = reconciling({ verify: ['active'] }, { state }, Infinity);
  for (let count = 0; count < 90; count++) bench.publishElsewhere(published('before'));
  expect(await outcome).toMatchObject({
    kind: 'failed',
    error: { code: 'VersionQuotaReached', disposition: 'wait' },
    state: { ...state, answer: { at: NOW, code: 'VersionQuotaReached' } },
  });
  expect(bench.calls).toEqual(['verify before as a']);
});

test('a published access token is counted as one more version', async () => {
  const day = Math.floor(NOW / DAY_MS) * DAY_MS;
  const versions = { day, today: 4, before: 7 };
  const state = integrationState({ accessToken: { ...due, versions }, credentials: twoRefreshTokens });
  const script = { verify: ['active' as const], mint: [minted('next')], inspect: [active, active] };
  const { outcome } = reconciling(script, { state });
  expect(await outcome).toMatchObject({
    kind: 'rotated',
    state: { accessToken: { versions: { ...versions, today: 5 } } },
  });
});

test('after a refused write the tags no longer contain the number of versions', async () => {
  const day = Math.floor(NOW / DAY_MS) * DAY_MS;
  const state = integrationState({
    accessToken: { ...due, versions: { day, today: 4, before: 7 } },
    credentials: twoRefreshTokens,
  });
  const script = { verify: ['active' as const], mint: [minted('next')], inspect: [active, active] };
  const { bench, outcome } = reconciling(script, { state });
  for (let count = 0; count < 100; count++) bench.publishElsewhere(published('before'));
  const { state: after } = await outcome;
  expect(after).toMatchObject({ status: { code: 'PublishFailed' } });
  expect(after.accessToken?.versions).toBeUndefined();
});

const rejectedB = credentialState({ name: 'b', state: 'rejected' });
const forbiddenB = credentialState({ name: 'b', state: 'forbidden' });
const TODAY = checkedOn('bi', NOW, true);
const THIS_HOUR = checkedOn('bi', NOW, false);
const checking = (script: AlationScript, credential = rejectedB, changes: Partial<RotationFacts> = {}) =>
  reconciling(script, {
    state: integrationState({ credentials: [credentialState(), credential] }),
    ...changes,
  });

test('a refresh token that Alation still refuses stays rejected, without a mint', async () => {
  const { bench, outcome } = checking({ inspect: [{ state: 'refused' }] });
  expect(await outcome).toMatchObject({
    kind: 'skipped',
    reason: 'NotDue',
    state: { credentials: [{ state: 'active' }, { state: 'rejected' }], checked: TODAY },
  });
  expect(bench.calls).toEqual(['inspect b']);
});

test('if Alation accepts a refresh token again, an access token is minted from it and published', async () => {
  const { bench, outcome } = checking({
    mint: [minted('next')],
    verify: ['active'],
    inspect: [active, active, active],
  });
  expect(await outcome).toMatchObject({
    kind: 'rotated',
    reason: 'AcceptedAgain',
    state: { credentials: [{ state: 'active' }, { state: 'active' }] },
  });
  expect(bench.calls.slice(0, 5)).toEqual(['inspect b', 'acquireWrite', 'mint b', 'verify next as b', 'put']);
});

test.each([
  ['no answer about a refresh token', { inspect: [failure('AlationUnavailable')] }, THIS_HOUR],
  ['a rejected mint', { inspect: [active], mint: [failure('CredentialRejected')] }, TODAY],
  ['a mint without an answer', { inspect: [active], mint: [failure('MintOutcomeUnknown')] }, THIS_HOUR],
  ['a redirected mint', { inspect: [active], mint: [failure('AlationRedirected')] }, THIS_HOUR],
] as const)(
  'after %s the credential stays rejected and the integration fresh',
  async (_, script, checked) => {
    const { outcome } = checking(script);
    expect(await outcome).toMatchObject({
      kind: 'skipped',
      state: {
        status: { state: 'fresh' },
        credentials: [{ state: 'active' }, { state: 'rejected' }],
        checked,
      },
    });
  },
);

test('after a 403 to the daily check of a rejected OAuth client the client stays rejected', async () => {
  const rejectedC = credentialState({ name: 'c', kind: 'oauth-client', state: 'rejected' });
  const { outcome } = checking({ mint: [failure('AlationForbidden')] }, rejectedC, {
    credentials: { baseUrl: BASE_URL, credentials: [a, c] },
  });
  expect(await outcome).toMatchObject({
    state: { credentials: [{}, { state: 'rejected' }], checked: TODAY },
  });
});

test('if a rejected refresh token that Alation reports as active gets a 403 in a daily check, the rotator checks again in the next hour', async () => {
  const { outcome } = checking({ inspect: [active], mint: [failure('AlationForbidden')] });
  expect(await outcome).toMatchObject({
    state: { credentials: [{}, { state: 'forbidden' }], checked: THIS_HOUR },
  });
});

test('after the first 403 of a credential the rotator checks again in the next hour, even if another credential got a 403 before', async () => {
  const activeC = credentialState({ name: 'c', kind: 'oauth-client' });
  const { outcome } = reconciling(
    { mint: [failure('AlationForbidden')], verify: ['active'], inspect: [active] },
    {
      credentials: { baseUrl: BASE_URL, credentials: [a, b, c] },
      state: integrationState({
        accessToken: due,
        credentials: [credentialState(), forbiddenB, activeC],
        checked: TODAY,
      }),
    },
  );
  expect(await outcome).toMatchObject({
    state: { credentials: [{}, { state: 'forbidden' }, { state: 'forbidden' }], checked: THIS_HOUR },
  });
});

test('after a daily check without an answer the rotator checks again in the next hour, even if a due rotation confirms a rejection', async () => {
  const unavailable = failure('AlationUnavailable');
  const { bench, outcome } = checking(
    { inspect: [unavailable, { state: 'refused' }], mint: [failure('CredentialRejected')] },
    rejectedB,
    { state: integrationState({ accessToken: due, credentials: [credentialState(), rejectedB] }) },
  );
  expect(await outcome).toMatchObject({
    state: { credentials: [{ state: 'rejected' }, { state: 'rejected' }], checked: THIS_HOUR },
  });
  expect(bench.calls).toContain('mint a');
});

test('a due rotation follows the daily check in the same reconcile', async () => {
  const state = integrationState({ accessToken: due, credentials: [credentialState(), rejectedB] });
  const { bench, outcome } = checking(
    { inspect: [{ state: 'refused' }, active], mint: [minted('next')], verify: ['active'] },
    rejectedB,
    { state },
  );
  expect(await outcome).toMatchObject({
    kind: 'rotated',
    reason: 'NearingExpiry',
    state: { checked: TODAY },
  });
  expect(bench.calls.slice(0, 3)).toEqual(['inspect b', 'acquireWrite', 'mint a']);
});

test('if every credential stays rejected, the daily check changes only the day of the last check', async () => {
  const before = integrationState({
    status: { state: 'rejected', code: 'CredentialRejected', since: NOW - HOUR_MS },
    acceptedVersion: undefined,
    accessToken: accessTokenState({ issuedAt: NOW - 13 * HOUR_MS }),
    credentials: [rejectedB],
  });
  const { outcome } = checking({ inspect: [{ state: 'refused' }] }, rejectedB, {
    state: before,
    credentials: { baseUrl: BASE_URL, credentials: [b] },
  });
  const { state } = await outcome;
  expect(state).toMatchObject({ status: before.status, acceptedVersion: undefined, checked: TODAY });
});

test('the daily check of a forbidden credential is one mint, and the integration stays fresh if Alation answers 403 again', async () => {
  const { bench, outcome } = checking({ mint: [failure('AlationForbidden')] }, forbiddenB);
  expect(await outcome).toMatchObject({
    kind: 'skipped',
    state: { status: { state: 'fresh' }, credentials: [{}, { state: 'forbidden' }], checked: TODAY },
  });
  expect(bench.calls).toEqual(['acquireWrite', 'mint b']);
});

test('after the first 403 of a credential its integration is retrying, and the rotator checks the credential in the next hour', async () => {
  const state = integrationState({ accessToken: due, credentials: twoRefreshTokens });
  const { outcome } = reconciling({ mint: [failure('AlationForbidden')] }, { state });
  expect(await outcome).toMatchObject({
    kind: 'failed',
    state: {
      status: { state: 'retrying', code: 'AlationForbidden' },
      credentials: [{ state: 'active' }, { state: 'forbidden' }],
      checked: THIS_HOUR,
    },
  });
});

test('a rotation continues without a forbidden credential', async () => {
  const state = integrationState({
    accessToken: due,
    credentials: [credentialState(), forbiddenB],
    checked: TODAY,
  });
  const { bench, outcome } = reconciling(
    { mint: [minted('next')], verify: ['active'], inspect: [active, active] },
    { state },
  );
  expect(await outcome).toMatchObject({ kind: 'rotated', state: { status: { state: 'fresh' } } });
  expect(bench.calls.slice(0, 2)).toEqual(['acquireWrite', 'mint a']);
});

const allRejected = integrationState({
  status: { state: 'rejected', code: 'CredentialRejected', since: NOW - HOUR_MS },
  credentials: [credentialState({ state: 'rejected' }), rejectedB],
  checked: TODAY,
});

test('an active access token of rejected credentials ends no rejection', async () => {
  const bench = rotationBench({ verify: ['active'] });
  const facts = rotationFacts([a, b], { state: allRejected, published: published('before') });
  expect(await reconcileFacts(bench.deps, facts, { scheduledAt: SLOT })).toMatchObject({
    kind: 'probed',
    state: { status: allRejected.status, accessToken: { verified: true } },
  });
  expect(bench.calls).toEqual(['verify before as a']);
});

test('if the access token of rejected credentials is inactive, the rotator checks the credentials on the next day', async () => {
  const bench = rotationBench({ verify: ['inactive'] });
  const facts = rotationFacts([a, b], { state: allRejected, published: published('before') });
  const { state } = await reconcileFacts(bench.deps, facts, { scheduledAt: SLOT });
  expect(state).toMatchObject({ status: { state: 'rejected' }, accessToken: { verified: false } });
  expect(bench.calls).toEqual(['verify before as a']);
  expect(isCheckDue('bi', state, VERSION, NOW, defaultPolicy)).toBe(false);
  expect(isCheckDue('bi', state, VERSION, NOW + DAY_MS, defaultPolicy)).toBe(true);
});

test('a rejected mint of a due rotation counts as the check of this day', async () => {
  const state = integrationState({ accessToken: due, credentials: twoRefreshTokens });
  const { outcome } = reconciling(
    { mint: [failure('CredentialRejected'), minted('next')], verify: ['active'], inspect: [active] },
    { state },
  );
  expect(await outcome).toMatchObject({
    kind: 'rotated',
    state: { credentials: [{ state: 'active' }, { state: 'rejected' }], checked: TODAY },
  });
});

test('an integration in a backoff is skipped with the reason BackingOff', async () => {
  const backoff = { versionId: VERSION, attempts: 1, nextAttemptAt: NOW + MINUTE_MS };
  const { bench, outcome } = reconciling(
    {},
    { state: integrationState({ backoff, credentials: twoRefreshTokens }) },
  );
  expect(await outcome).toMatchObject({ kind: 'skipped', reason: 'BackingOff' });
  expect(bench.calls).toEqual([]);
});

test('a due rotation waits while another rotator renews the refresh token that mints next', async () => {
  const fingerprint = credentialFingerprint(b);
  const renewal = renewalState({ phase: 'intended', credential: 'b', fingerprint, at: NOW - MINUTE_MS });
  const credentials = [credentialState(), credentialState({ name: 'b', fingerprint })];
  const state = integrationState({ accessToken: due, credentials, renews: true, renewal });
  const { deps, store, calls } = rotationBench({});
  const facts = rotationFacts([a, b], { state, published: published('before') });
  const outcome = reconcileFacts(
    { ...deps, renewal: { credentialsStore: store, newVersionId: () => VERSION } },
    facts,
    {},
  );
  expect(await outcome).toMatchObject({ kind: 'skipped', reason: 'RenewalPending' });
  expect(calls).toEqual([]);
});

test('a due rotation may use the versions of the quota that requests must leave to the schedule', async () => {
  const before = published('before');
  const bench = rotationBench({ mint: [minted('next')], verify: ['active'], inspect: [active, active] });
  for (let count = 0; count < 90; count++) bench.publishElsewhere(before);
  const facts = rotationFacts([a, b], {
    state: integrationState({ accessToken: due, credentials: twoRefreshTokens }),
    published: before,
  });
  const secrets = { ...facts.secrets, accessToken: bench.current() };
  expect(await reconcileFacts(bench.deps, { ...facts, secrets }, {})).toMatchObject({
    kind: 'rotated',
    reason: 'NearingExpiry',
  });
});

const onceVerified = accessTokenState();

test.each([
  ['active before its expiry counts as revoked', onceVerified, false, NOW],
  ['in doubt does not count as revoked', { ...onceVerified, verified: false }, false, undefined],
  ['expired does not count as revoked', { ...onceVerified, expiresAt: NOW }, false, undefined],
  ['active does not count as revoked if an operator forces a rotation', onceVerified, true, undefined],
] as const)(
  'an inactive access token that the tags describe as %s',
  async (_, accessToken, isForced, revokedAt) => {
    const { deps } = rotationBench({
      verify: ['inactive', 'active'],
      mint: [minted('next')],
      inspect: [active, active],
    });
    const state = integrationState({ accessToken, credentials: twoRefreshTokens });
    const facts = rotationFacts([a, b], { state, published: published('before') });
    const outcome = await reconcileFacts(deps, facts, { requestedAt: NOW, demand: { isForced } });
    expect(outcome).toMatchObject({ kind: 'rotated', reason: 'Requested' });
    expect(outcome.state.contest?.inactiveAt).toBe(revokedAt);
  },
);

test('an inactive access token of the kept issuing credential stays in doubt if the issuing credential cannot mint', async () => {
  const { bench, outcome } = reconciling(
    { mint: [failure('CredentialRejected'), failure('AlationForbidden')], verify: ['inactive'] },
    storedAgain,
  );
  expect(await outcome).toMatchObject({ kind: 'failed', state: { accessToken: { verified: false } } });
  expect(bench.calls.slice(-3)).toEqual(['tag', 'acquireWrite', 'mint a']);
});

test('when the time is up, the access token of the kept issuing credential is not verified', async () => {
  const bench = rotationBench({ mint: [failure('CredentialRejected')] });
  const facts = rotationFacts([a, b], { ...storedAgain, published: published('before') });
  const inspect: TokenEndpoints['inspect'] = (...args) => {
    bench.moveBy(facts.until - bench.deps.clock.now());
    return bench.deps.endpoints.inspect(...args);
  };
  const deps = { ...bench.deps, endpoints: { ...bench.deps.endpoints, inspect } };
  expect(await reconcileFacts(deps, facts, {})).toMatchObject({
    kind: 'skipped',
    reason: 'IssuingCredentialKept',
    state: { status: { state: 'failing' } },
  });
  expect(bench.calls).toEqual(['acquireWrite', 'mint b', 'sleep 1250', 'confirmation b']);
});
