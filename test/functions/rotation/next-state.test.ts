import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import { nextState } from '../../../functions/rotation/next-state.ts';
import { stateAfterSuccess, unchangedState } from '../../../functions/rotation/state-after-success.ts';
import { stateAfterFailure } from '../../../functions/rotation/state-after-failure.ts';
import { credentialStates, isMoved } from '../../../functions/rotation/credential-states.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import type { IntegrationState, RotationState } from '../../../functions/integration/integration-state.ts';
import { credentialFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import type { SkipReason } from '../../../functions/rotation/decide.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import { longestBackoff } from '../../../functions/rotation/backoff.ts';
import type { Done } from '../../../functions/rotation/outcome.ts';
import { BASE_URL, failure, refreshToken, published, rotationFacts } from './facts-fixture.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  OLDER_VERSION,
  integrationState,
  VERSION,
} from './state-fixture.ts';

const status = (state: RotationState) => ({ state, code: 'X', since: NOW - DAY_MS });
const described = {
  baseUrl: 'https://acme.alationcloud.com',
  versionId: VERSION,
  states: [credentialState()],
};

function afterFailure(
  code: RotationErrorCode,
  before: Partial<IntegrationState> = {},
  {
    inDoubt = false,
    detail = {},
    waits = false,
  }: { inDoubt?: boolean; detail?: RotationErrorDetail; waits?: boolean } = {},
): IntegrationState {
  const state = integrationState(before);
  const context = {
    versionId: VERSION,
    credentials: state.credentials,
    inDoubt,
    baseUrl: state.baseUrl,
    waits,
  };
  return stateAfterFailure(state, new RotationError(code, 'x', detail), context, NOW, defaultPolicy);
}

/** The backoff after this number of failures. */
const backoffAfter = (attempts: number, versionId = VERSION) => ({ versionId, attempts, nextAttemptAt: NOW });

test.each([
  {
    sentence: 'after a first transient failure the integration is retrying',
    code: 'AlationUnavailable',
    before: {},
    state: 'retrying',
  },
  {
    sentence: 'after a third transient failure the integration is retrying',
    code: 'AlationUnavailable',
    before: { backoff: backoffAfter(2) },
    state: 'retrying',
  },
  {
    sentence: 'after a fourth transient failure the integration is failing',
    code: 'AlationUnavailable',
    before: { backoff: backoffAfter(3) },
    state: 'failing',
  },
  {
    sentence: 'failures with an older version of the credentials secret do not count',
    code: 'AlationUnavailable',
    before: { backoff: backoffAfter(3, OLDER_VERSION) },
    state: 'retrying',
  },
  {
    sentence: 'a failing integration stays failing',
    code: 'AlationUnavailable',
    before: { status: status('failing') },
    state: 'failing',
  },
  {
    sentence: 'after a transient failure a rejected integration is failing',
    code: 'AlationUnavailable',
    before: { status: status('rejected') },
    state: 'failing',
  },
  {
    sentence: 'if the access token expires in an hour, the integration is retrying after a first failure',
    code: 'AlationUnavailable',
    before: { accessToken: accessTokenState({ expiresAt: NOW + HOUR_MS }) },
    state: 'retrying',
  },
  {
    sentence:
      'if the access token expires in less than an hour, the integration is failing after a first failure',
    code: 'AlationUnavailable',
    before: { accessToken: accessTokenState({ expiresAt: NOW + HOUR_MS - 1 }) },
    state: 'failing',
  },
  {
    sentence: 'after a first failure that needs a changed setting the integration is failing',
    code: 'HostNotAllowed',
    before: {},
    state: 'failing',
  },
  {
    sentence: 'after a first unexpected failure the integration is failing',
    code: 'Unexpected',
    before: {},
    state: 'failing',
  },
  {
    sentence: 'an integration whose credentials are all rejected is rejected',
    code: 'CredentialRejected',
    before: { credentials: [credentialState({ state: 'rejected' })] },
    state: 'rejected',
  },
  {
    sentence: 'a rejection of another version does not make an integration rejected',
    code: 'CredentialsMalformed',
    before: { credentials: [credentialState({ state: 'rejected', versionId: OLDER_VERSION })] },
    state: 'failing',
  },
] as const)('$sentence', ({ code, before, state }) => {
  const after = afterFailure(code, before);
  expect(after.status).toMatchObject({ state, code });
});

test.each<[string, Partial<IntegrationState>, RotationState]>([
  ['a fresh integration is retrying', {}, 'retrying'],
  ['an integration with ten earlier failures is retrying', { backoff: backoffAfter(10) }, 'retrying'],
  ['a failing integration stays failing', { status: status('failing') }, 'failing'],
  [
    'an integration whose access token expires in less than an hour is failing',
    { accessToken: accessTokenState({ expiresAt: NOW + HOUR_MS - 1 }) },
    'failing',
  ],
])('after the 403 of one credential %s', (_, before, state) => {
  expect(afterFailure('AlationForbidden', before, { waits: true }).status?.state).toBe(state);
});

test('a rejected integration has no backoff, because the daily check decides when the rotator tries again', () => {
  expect(
    afterFailure('CredentialRejected', { credentials: [credentialState({ state: 'rejected' })] }).backoff,
  ).toBeUndefined();
});

test('an unchanged state keeps its start time, and a new state starts now', () => {
  expect(afterFailure('AlationUnavailable', { status: status('failing') }).status?.since).toBe(NOW - DAY_MS);
  expect(afterFailure('AlationUnavailable', { status: status('retrying') }).status?.since).toBe(NOW - DAY_MS);
  expect(afterFailure('AlationUnavailable').status?.since).toBe(NOW);
});

test.each([
  {
    sentence: 'the backoff after a first failure is a third of an interval',
    code: 'AlationUnavailable',
    options: {},
    minutes: 5,
  },
  {
    sentence: 'the backoff after a failure with Retry-After is as long as Retry-After',
    code: 'AlationThrottled',
    options: { detail: { retryAfterMs: 30 * MINUTE_MS } },
    minutes: 30,
  },
  {
    sentence: 'a failure that leaves the access token in doubt does not delay the next attempt',
    code: 'MintOutcomeUnknown',
    options: { inDoubt: true },
    minutes: 0,
  },
  {
    sentence: 'the backoff after a failure that leaves the access token in doubt is as long as Retry-After',
    code: 'AlationThrottled',
    options: { inDoubt: true, detail: { retryAfterMs: 30 * MINUTE_MS } },
    minutes: 30,
  },
  {
    sentence:
      'the backoff after a failure that leaves the access token in doubt is a third of an interval if an operator must act',
    code: 'PublishFailed',
    options: { inDoubt: true },
    minutes: 5,
  },
] as const)('$sentence', ({ code, options, minutes }) => {
  expect(afterFailure(code, {}, options).backoff).toEqual({
    versionId: VERSION,
    attempts: 1,
    nextAttemptAt: NOW + minutes * MINUTE_MS,
  });
});

test('attempts are counted for each version of the credentials secret', () => {
  expect(afterFailure('AlationUnavailable', { backoff: backoffAfter(7) }).backoff?.attempts).toBe(8);
  expect(
    afterFailure('AlationUnavailable', { backoff: backoffAfter(7, OLDER_VERSION) }).backoff?.attempts,
  ).toBe(1);
});

test('a failure causes no backoff if the version of the credentials secret is unknown', () => {
  const context = { versionId: undefined, credentials: [], inDoubt: false, baseUrl: undefined };
  const error = new RotationError('SecretAccessDenied', 'x');
  expect(stateAfterFailure(integrationState(), error, context, NOW, defaultPolicy).backoff).toBeUndefined();
});

test('a failure makes the published access token unverified only if the failure leaves it in doubt', () => {
  expect(afterFailure('MintOutcomeUnknown', {}, { inDoubt: true }).accessToken?.verified).toBe(false);
  expect(afterFailure('AlationUnavailable').accessToken?.verified).toBe(true);
});

function afterSuccess(before: Partial<IntegrationState>, accessToken = accessTokenState()): IntegrationState {
  return stateAfterSuccess(integrationState(before), accessToken, described, NOW, defaultPolicy);
}

test.each([
  {
    sentence: 'a verified access token makes the integration fresh',
    before: 'failing',
    accessToken: {},
    state: 'fresh',
    code: undefined,
  },
  {
    sentence: 'an unverified access token makes the integration retrying',
    before: 'fresh',
    accessToken: { verified: false },
    state: 'retrying',
    code: 'VerificationUnavailable',
  },
  {
    sentence: 'an unverified access token does not end a failure',
    before: 'failing',
    accessToken: { verified: false },
    state: 'failing',
    code: 'VerificationUnavailable',
  },
  {
    sentence: 'an access token with a lifetime below two intervals makes the integration failing',
    before: 'fresh',
    accessToken: { expiresAt: NOW - HOUR_MS + 29 * MINUTE_MS },
    state: 'failing',
    code: 'LifetimeTooShort',
  },
] as const)('$sentence', ({ before, accessToken, state, code }) => {
  expect(afterSuccess({ status: status(before) }, accessTokenState(accessToken)).status).toMatchObject({
    state,
    code,
  });
});

test('after a success the version counts as accepted, and there is no backoff', () => {
  const after = afterSuccess({ backoff: backoffAfter(3), acceptedVersion: OLDER_VERSION });
  expect(after).toMatchObject({ acceptedVersion: VERSION, backoff: undefined });
});

test('lost tags of a skipped integration are rebuilt, and its failure does not end', () => {
  const lost = integrationState({ status: undefined, acceptedVersion: undefined });
  expect(unchangedState(lost, described, NOW)).toMatchObject({
    status: { state: 'fresh', since: NOW },
    acceptedVersion: VERSION,
  });
  const failing = integrationState({ status: status('failing'), acceptedVersion: OLDER_VERSION });
  expect(unchangedState(failing, described, NOW)).toMatchObject({
    status: status('failing'),
    acceptedVersion: OLDER_VERSION,
  });
});

const secret = { versionId: VERSION, text: '', createdAt: NOW - DAY_MS };
const [a, b] = [refreshToken('a'), refreshToken('b')];
const client: Credential = {
  kind: 'oauth-client',
  name: 'a',
  clientId: 'c',
  clientSecret: new Sensitive('x'),
};
const none = { rejected: new Set<string>(), isMoved: false, baseUrl: BASE_URL };
const stateOf = (
  credential: Credential,
  before: readonly ReturnType<typeof credentialState>[],
  found: Parameters<typeof credentialStates>[3],
) => credentialStates([credential], secret, before, found, defaultPolicy)[0];

test.each([
  { sentence: 'an unknown credential is unchecked', before: [], found: none, state: 'unchecked' },
  {
    sentence: 'a credential that minted is active',
    before: [],
    found: { ...none, accepted: 'a' },
    state: 'active',
  },
  {
    sentence: 'a credential that certainly minted the published access token is active',
    before: [credentialState({ state: 'unchecked' })],
    found: { ...none, proven: 'a' },
    state: 'active',
  },
  {
    sentence: 'a credential that Alation rejected after it minted the published access token stays rejected',
    before: [credentialState({ state: 'rejected' })],
    found: { ...none, proven: 'a' },
    state: 'rejected',
  },
  {
    sentence: 'an active credential that Alation rejects becomes rejected',
    before: [credentialState()],
    found: { ...none, rejected: new Set(['a']) },
    state: 'rejected',
  },
  {
    sentence: 'a credential keeps its state within a version of the credentials secret',
    before: [credentialState({ state: 'rejected' })],
    found: none,
    state: 'rejected',
  },
  {
    sentence: 'a credential without a known fingerprint does not keep its state in another version',
    before: [credentialState({ state: 'rejected', versionId: OLDER_VERSION })],
    found: none,
    state: 'unchecked',
  },
  {
    sentence: 'a credential does not get the state of a credential of another kind with its name',
    before: [credentialState({ state: 'rejected', kind: 'oauth-client' })],
    found: none,
    state: 'unchecked',
  },
])('$sentence', ({ before, found, state }) => {
  expect(stateOf(a, before, found)).toMatchObject({
    state,
    versionId: VERSION,
    storedAt: NOW - DAY_MS,
  });
});

const reported = (expiresAt: number | undefined) => ({
  ...none,
  inspections: new Map([['a', { state: 'active' as const, expiresAt }]]),
});

test.each([
  {
    sentence: 'the expiry comes from Alation',
    before: [credentialState()],
    found: reported(NOW + DAY_MS),
    expiresAt: NOW + DAY_MS,
    source: 'reported',
  },
  {
    sentence: 'the expiry comes from an earlier response if there is no new response',
    before: [credentialState({ expiresAt: NOW + 9 * DAY_MS })],
    found: none,
    expiresAt: NOW + 9 * DAY_MS,
    source: 'reported',
  },
  {
    sentence: 'the earlier expiry stays if a response reports no expiry',
    before: [credentialState({ expiresAt: NOW + 9 * DAY_MS })],
    found: reported(undefined),
    expiresAt: NOW + 9 * DAY_MS,
    source: 'reported',
  },
  {
    sentence: 'the expiry is estimated from the time of storage if Alation never reported it',
    before: [],
    found: none,
    expiresAt: NOW + 59 * DAY_MS,
    source: 'estimated',
  },
  {
    sentence: 'an expiry that was reported for an older version does not count if the fingerprint is unknown',
    before: [credentialState({ versionId: OLDER_VERSION })],
    found: none,
    expiresAt: NOW + 59 * DAY_MS,
    source: 'estimated',
  },
])('$sentence', ({ before, found, expiresAt, source }) => {
  expect(stateOf(a, before, found)).toMatchObject({ expiresAt, expirySource: source });
});

test('an OAuth client has no expiry', () => {
  expect(stateOf(client, [], none)).toMatchObject({ expiresAt: undefined, expirySource: undefined });
});

const clientFingerprint = credentialFingerprint(client);

test.each([
  {
    sentence: 'the same client secret in a later version keeps its age and its acceptance',
    changes: { fingerprint: clientFingerprint },
    storedAt: NOW - 99 * DAY_MS,
    state: 'active',
  },
  {
    sentence: 'the same client secret keeps its age and its acceptance under another name',
    changes: { fingerprint: clientFingerprint, name: 'before' },
    storedAt: NOW - 99 * DAY_MS,
    state: 'active',
  },
  {
    sentence: 'a rejected client that is stored again is tried again, and counts as new',
    changes: { fingerprint: clientFingerprint, state: 'rejected' },
    storedAt: secret.createdAt,
    state: 'unchecked',
  },
  {
    sentence: 'a new client secret is as old as its version, and not accepted yet',
    changes: { fingerprint: '00000000' },
    storedAt: secret.createdAt,
    state: 'unchecked',
  },
  {
    sentence: 'an unknown client is as old as its version',
    changes: {},
    storedAt: secret.createdAt,
    state: 'unchecked',
  },
] as const)('an OAuth client: $sentence', ({ changes, storedAt, state }) => {
  const before = credentialState({
    kind: 'oauth-client',
    versionId: OLDER_VERSION,
    storedAt: NOW - 99 * DAY_MS,
    ...changes,
  });
  expect(stateOf(client, [before], none)).toMatchObject({ storedAt, state, fingerprint: clientFingerprint });
});

test('an OAuth client that another Alation instance accepted is unchecked at a new Alation instance, and keeps its age', () => {
  const before = credentialState({
    kind: 'oauth-client',
    versionId: OLDER_VERSION,
    fingerprint: clientFingerprint,
  });
  const after = stateOf(client, [before], { ...none, isMoved: true });
  expect(after).toMatchObject({ state: 'unchecked', storedAt: before.storedAt });
});

test('an integration is moved if its base URL changed, and not if it had no base URL', () => {
  const state = integrationState({ baseUrl: 'https://acme.alationcloud.com' });
  expect(isMoved(state, 'https://acme.alationcloud.com')).toBe(false);
  expect(isMoved(state, 'https://new.alationcloud.com')).toBe(true);
  expect(isMoved(integrationState({ baseUrl: undefined }), 'https://new.alationcloud.com')).toBe(false);
});

test.each([
  {
    sentence: 'keeps its expiry and its acceptance under any name',
    was: a,
    isSame: true,
  },
  {
    sentence: 'has a new estimated expiry and no acceptance if it replaces another refresh token',
    was: refreshToken('another'),
    isSame: false,
  },
])('a refresh token that is stored in a later version $sentence', ({ was, isSame }) => {
  const before = credentialState({
    name: 'before',
    versionId: OLDER_VERSION,
    fingerprint: credentialFingerprint(was),
    expiresAt: NOW + 3 * DAY_MS,
    expirySource: 'estimated',
  });
  expect(stateOf(a, [before], none)).toMatchObject({
    state: isSame ? 'active' : 'unchecked',
    expiresAt: NOW + (isSame ? 3 : 59) * DAY_MS,
    expirySource: 'estimated',
    storedAt: isSame ? before.storedAt : secret.createdAt,
    fingerprint: credentialFingerprint(a),
  });
});

test.each([
  {
    sentence: 'after a first failure that leaves the access token in doubt the integration is retrying',
    attempts: 0,
    state: 'retrying',
  },
  {
    sentence: 'after a second failure that leaves the access token in doubt the integration is failing',
    attempts: 1,
    state: 'failing',
  },
] as const)('$sentence', ({ attempts, state }) => {
  const after = afterFailure('AlationUnavailable', { backoff: backoffAfter(attempts) }, { inDoubt: true });
  expect(after.status).toMatchObject({ state });
  expect(after.accessToken?.verified).toBe(false);
  expect(after.backoff?.nextAttemptAt).toBe(NOW);
});

test('shortly before an expiry every sweep retries, unless Alation throttles or an operator must act', () => {
  const expiresSoon = {
    accessToken: accessTokenState({ expiresAt: NOW + HOUR_MS - 1 }),
    backoff: backoffAfter(3),
  };
  expect(afterFailure('AlationUnavailable', expiresSoon).backoff?.nextAttemptAt).toBe(NOW);
  expect(afterFailure('AlationThrottled', expiresSoon).backoff?.nextAttemptAt).toBeGreaterThan(NOW);
  expect(afterFailure('AlationForbidden', expiresSoon).backoff?.nextAttemptAt).toBeGreaterThan(NOW);
  const expiresLater = { ...expiresSoon, accessToken: accessTokenState({ expiresAt: NOW + HOUR_MS }) };
  expect(afterFailure('AlationUnavailable', expiresLater).backoff?.nextAttemptAt).toBeGreaterThan(NOW);
});

test('a credential that was never accepted keeps its age within a version', () => {
  const storedAt = NOW - 2 * DAY_MS;
  const before = credentialState({
    state: 'rejected',
    storedAt,
    fingerprint: credentialFingerprint(a),
  });
  expect(stateOf(a, [before], none)).toMatchObject({ state: 'rejected', storedAt });
});

test.each([
  { state: 'rejected', expirySource: 'estimated' },
  { state: 'active', expirySource: 'reported' },
  { state: 'unchecked', expirySource: 'reported' },
] as const)(
  'the reported expiry of a credential that was $state in an older version counts as $expirySource',
  ({ state, expirySource }) => {
    const expiresAt = NOW + 9 * DAY_MS;
    const fingerprint = credentialFingerprint(a);
    const before = credentialState({ state, versionId: OLDER_VERSION, expiresAt, fingerprint });
    expect(stateOf(a, [before], none)).toMatchObject({ expiresAt, expirySource });
  },
);

test('the failure of a skipped integration does not end', () => {
  const facts = rotationFacts([], {
    state: integrationState({ status: status('failing'), credentials: [] }),
  });
  const done = { kind: 'skipped', reason: 'BackingOff', findings: noFindings } as const;
  expect(nextState(facts, done, new Map(), NOW, defaultPolicy).status).toEqual(status('failing'));
});

test.each([
  { left: '2 hours', leftMs: 2 * HOUR_MS, minutes: 60 },
  { left: '61 minutes', leftMs: 61 * MINUTE_MS, minutes: 38.5 },
  { left: '30 minutes', leftMs: 30 * MINUTE_MS, minutes: 7.5 },
  { left: 'one and a half intervals', leftMs: 22.5 * MINUTE_MS, minutes: 0 },
  { left: '1 minute', leftMs: MINUTE_MS, minutes: 0 },
  { left: '0 minutes', leftMs: 0, minutes: 60 },
])(
  '$left before the expiry the backoff after a Retry-After of an hour is $minutes minutes',
  ({ leftMs, minutes }) => {
    const before = { accessToken: accessTokenState({ expiresAt: NOW + leftMs }) };
    const detail = { retryAfterMs: HOUR_MS };
    expect(afterFailure('AlationThrottled', before, { detail }).backoff?.nextAttemptAt).toBe(
      NOW + minutes * MINUTE_MS,
    );
  },
);

const twoRefreshTokens = [credentialState(), credentialState({ name: 'b' })];

/** The state after this result, of an integration with the credentials `a` and `b`. */
function stateAfter(
  done: Done,
  before: Partial<IntegrationState> = {},
  changes: Partial<RotationFacts> = {},
) {
  const state = integrationState({ credentials: twoRefreshTokens, ...before });
  return nextState(rotationFacts([a, b], { state, ...changes }), done, new Map(), NOW, defaultPolicy);
}

/** The status after an integration without a status was skipped. */
const statusAfterSkip = (reason: SkipReason) =>
  stateAfter({ kind: 'skipped', reason, findings: noFindings }, { status: undefined }).status;

test('the lost status of a skipped integration is rebuilt, unless every credential is rejected', () => {
  expect(statusAfterSkip('NotDue')?.state).toBe('fresh');
  expect(statusAfterSkip('Rejected')).toBeUndefined();
});

test.each([
  { inDoubt: false, verified: true },
  { inDoubt: true, verified: false },
])(
  'while every credential is rejected, the finding inDoubt=$inDoubt leads to verified=$verified',
  ({ inDoubt, verified }) => {
    const done = { kind: 'skipped', reason: 'Rejected', findings: { ...noFindings, inDoubt } } as const;
    expect(stateAfter(done).accessToken?.verified).toBe(verified);
  },
);

test('the state of an access token that Alation returned once more shows that it was verified', () => {
  const done = { kind: 'repeated', reason: 'Dead', verified: true, findings: noFindings } as const;
  const before = { accessToken: accessTokenState({ verified: false }) };
  const after = stateAfter({ ...done, accessToken: published('before') }, before);
  expect(after.accessToken?.verified).toBe(true);
});

const latest = NOW + longestBackoff(defaultPolicy);

test.each([
  { expiry: 'has expired', length: 'as long as the longest backoff', expiresAt: NOW, nextAttemptAt: latest },
  {
    expiry: 'expires in a minute',
    length: 'until the expiry',
    expiresAt: NOW + MINUTE_MS,
    nextAttemptAt: NOW + MINUTE_MS,
  },
])('if a repeated access token $expiry, the backoff lasts $length', ({ expiresAt, nextAttemptAt }) => {
  const done = { kind: 'repeated', reason: 'Dead', verified: false, findings: noFindings } as const;
  const after = stateAfter({ ...done, accessToken: published('before', { expiresAt }) });
  expect(after.backoff).toEqual({ versionId: VERSION, attempts: 0, nextAttemptAt });
});

const publication = {
  reason: 'NearingExpiry',
  versionId: VERSION,
  accessToken: published('next', { credential: 'b' }),
  verified: true,
  findings: noFindings,
  versions: { day: Date.UTC(2026, 0, 10), today: 3, before: 2 },
} as const;
const rotated = { ...publication, kind: 'rotated', isFirst: true, isLifetimeDoubtful: true } as const;

test('the state counts and describes a published access token', () => {
  const { accessToken, outcomes } = stateAfter(rotated);
  expect(accessToken).toEqual({
    issuedAt: publication.accessToken.issuedAt,
    expiresAt: publication.accessToken.expiresAt,
    credential: 'b',
    verified: true,
    isFirst: true,
    isLifetimeDoubtful: true,
    fingerprint: credentialFingerprint(b),
    versions: { ...publication.versions, today: 4 },
  });
  expect(outcomes?.counts).toEqual({ rotated: 1, failed: 0, renewed: 0 });
});

test('the number of versions stays unknown if it was unknown before a publication', () => {
  expect(stateAfter({ ...rotated, versions: undefined }).accessToken?.versions).toBeUndefined();
});

test('an adopted access token does not count as a rotation, and the number of versions is unknown', () => {
  const { accessToken, outcomes } = stateAfter({ ...publication, kind: 'adopted' });
  expect(accessToken).toMatchObject({
    credential: 'b',
    verified: true,
    isFirst: false,
    fingerprint: credentialFingerprint(b),
  });
  expect(accessToken?.versions).toBeUndefined();
  expect(outcomes).toBeUndefined();
});

/** A failure with a 403, and the names of the credentials that Alation forbade, and of those that it rejected. */
const after403 = (forbidden?: readonly string[], rejected: readonly string[] = []): Done => ({
  kind: 'failed',
  error: failure('AlationForbidden'),
  findings: { ...noFindings, rejected: new Set(rejected), forbidden: forbidden && new Set(forbidden) },
});

test.each([
  { other: 'can mint', done: after403(['a']), becomes: 'forbidden', state: 'retrying' },
  {
    other: 'gets a 403 in the same rotation',
    done: after403(['a', 'b']),
    becomes: 'active',
    state: 'failing',
  },
  { other: 'was just rejected', done: after403(['a'], ['b']), becomes: 'active', state: 'failing' },
  {
    other: 'was rejected before',
    done: after403(['a']),
    credentials: [credentialState(), credentialState({ name: 'b', state: 'rejected' })],
    becomes: 'active',
    state: 'failing',
  },
])(
  'if the other credential $other, a credential with a 403 is $becomes and the integration is $state',
  ({ done, credentials = twoRefreshTokens, becomes, state }) => {
    const after = stateAfter(done, { credentials });
    expect(after.credentials[0]?.state).toBe(becomes);
    expect(after.status).toMatchObject({ state, code: 'AlationForbidden' });
  },
);

test('a 403 that concerns no credential is saved as the code of the failure', () => {
  expect(stateAfter(after403()).status?.code).toBe('AlationForbidden');
});
