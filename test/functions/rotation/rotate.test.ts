import { expect, test } from 'vitest';
import { parseAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import type { Credential } from '../../../functions/integration/credential.ts';
import type { RotationReason } from '../../../functions/rotation/decide.ts';
import { derivedVersionId } from '../../../functions/rotation/derived-version-id.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import { rotate } from '../../../functions/rotation/rotate.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { credentialState, DAY_MS, HOUR_MS, MINUTE_MS, NOW, integrationState } from './state-fixture.ts';
import {
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

/** A rotation of an integration whose published access token was minted from `a`. */
function rotation(
  script: AlationScript,
  credentials: readonly Credential[],
  reason: RotationReason = 'NearingExpiry',
  changes: Partial<RotationFacts> & { readonly expiresAt?: number } = {},
) {
  const bench = rotationBench(script);
  const before = published('before', changes.expiresAt === undefined ? {} : { expiresAt: changes.expiresAt });
  const base = bench.publishElsewhere(before);
  const facts = rotationFacts(credentials, { published: before, ...changes });
  const result = rotate(
    bench.deps,
    { ...facts, secrets: { ...facts.secrets, accessToken: base } },
    reason,
    noFindings,
  );
  return {
    bench,
    base,
    result,
    currentAccessToken: () => parseAccessTokenDocument(bench.current())?.accessToken.reveal(),
  };
}

/** Another writer writes the version that the rotation would write, and then publishes `theirs`. */
async function publishConcurrently(run: ReturnType<typeof rotation>, theirs: string): Promise<void> {
  const { store } = run.bench;
  const versionId = derivedVersionId('bi', run.bench.current()?.versionId, 0);
  await store.putAccessToken('bi', new Sensitive('their value'), versionId);
  run.bench.publishElsewhere(published(theirs));
}

test('a rotation waits for the rate limit of writes, mints from the other credential, verifies and publishes, in this order', async () => {
  const { bench, result, currentAccessToken } = rotation({ mint: [minted('next')], verify: ['active'] }, [
    a,
    b,
  ]);
  expect(await result).toMatchObject({
    kind: 'rotated',
    verified: true,
    accessToken: { credential: 'b', userId: 102 },
  });
  expect(bench.calls).toEqual(['acquireWrite', 'mint b', 'verify next as b', 'put']);
  expect(currentAccessToken()).toBe('next');
  expect(bench.log).toEqual([]);
});

test('an access token of an OAuth client has no user id', async () => {
  const { result } = rotation({ mint: [minted('next', { tokenType: 'Bearer' })], verify: ['active'] }, [
    a,
    c,
  ]);
  expect(await result).toMatchObject({ accessToken: { credential: 'c', userId: undefined } });
});

const sixTimesInactive = ['inactive', 'inactive', 'inactive', 'inactive', 'inactive', 'inactive'] as const;
const threeMints = [minted('one'), minted('two'), minted('three')];

/** The calls of the reads that are repeated because AWSCURRENT does not change. */
const repeatedReads = ['read', 'sleep 500', 'read', 'sleep 1000', 'read', 'sleep 2000', 'read'];

/** The calls for one access token from `a` that stays inactive. */
const inactiveRound = (accessToken: string) => [
  'mint a',
  `verify ${accessToken} as a`,
  'sleep 1250',
  'read',
  `verify ${accessToken} as a`,
  ...repeatedReads,
];

test('the rotator mints again if an access token stays inactive after a backoff', async () => {
  const { bench, result } = rotation(
    { mint: threeMints, verify: ['inactive', 'inactive', 'inactive', 'inactive', 'active'] },
    [a],
  );
  expect(await result).toMatchObject({ kind: 'rotated' });
  expect(bench.calls).toEqual(
    ['acquireWrite', inactiveRound('one'), inactiveRound('two'), 'mint a', 'verify three as a', 'put'].flat(),
  );
});

test('the rotator does not mint again if Alation accepts an access token only after a backoff', async () => {
  const { bench, result } = rotation({ mint: [minted('next')], verify: ['inactive', 'active'] }, [a]);
  expect(await result).toMatchObject({ kind: 'rotated', verified: true });
  expect(bench.calls).toEqual([
    'acquireWrite',
    'mint a',
    'verify next as a',
    'sleep 1250',
    'read',
    'verify next as a',
    'put',
  ]);
});

test('an access token that was found inactive counts as inactive if a later verification fails', async () => {
  const { bench, result } = rotation(
    { mint: [minted('one'), minted('two')], verify: ['inactive', failure('AlationThrottled'), 'active'] },
    [a],
  );
  expect(await result).toMatchObject({ kind: 'rotated', verified: true });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toHaveLength(2);
});

test('three inactive access tokens in a row end the rotation, and the error says what to do', async () => {
  const { result, currentAccessToken } = rotation({ mint: threeMints, verify: sixTimesInactive }, [a]);
  expect(await result).toMatchObject({
    kind: 'failed',
    error: {
      code: 'SupersededAtOnce',
      message:
        '3 access tokens minted for bi from the credential a were inactive immediately. Another program mints from it too: ' +
        'give this integration its own credential',
    },
  });
  expect(currentAccessToken()).toBe('before');
});

test('after three inactive access tokens the other credential mints only if the published access token is lost', async () => {
  const inactiveThrice: AlationScript = {
    mint: [minted('1'), minted('2'), minted('3'), minted('4')],
    verify: [...sixTimesInactive, 'active'],
  };
  const { bench, result } = rotation(inactiveThrice, [a, b], 'Dead');
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'a' } });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual([
    'mint b',
    'mint b',
    'mint b',
    'mint a',
  ]);
  const served = rotation({ mint: inactiveThrice.mint, verify: sixTimesInactive }, [a, b]);
  expect(await served.result).toMatchObject({ kind: 'failed', error: { code: 'SupersededAtOnce' } });
});

test('an access token that Alation returns once more is verified and not published again', async () => {
  const { bench, base, result, currentAccessToken } = rotation(
    { mint: [minted('before')], verify: ['active'] },
    [a],
  );
  expect(await result).toEqual({
    kind: 'repeated',
    accessToken: published('before'),
    verified: true,
    inDoubt: true,
    findings: { rejected: new Set(), inDoubt: true },
  });
  expect(bench.calls).toEqual(['acquireWrite', 'mint a', 'verify before as a']);
  expect([currentAccessToken(), bench.current()?.versionId]).toEqual(['before', base.versionId]);
});

test('a repeated access token is not refused although the response reports a short lifetime', async () => {
  const shortLived = minted('before', { expiresAt: NOW + 5 * MINUTE_MS });
  const { result } = rotation({ mint: [shortLived], verify: ['active'] }, [a]);
  expect(await result).toMatchObject({ kind: 'repeated', accessToken: published('before') });
});

test('the rotator mints again if a repeated access token is inactive', async () => {
  const verify = ['inactive', 'inactive', 'active'] as const;
  const { result, currentAccessToken } = rotation({ mint: [minted('before'), minted('next')], verify }, [a]);
  expect(await result).toMatchObject({ kind: 'rotated' });
  expect(currentAccessToken()).toBe('next');
});

test('a repeated access token is published if another writer replaced it by an inactive access token', async () => {
  const verify = ['inactive', 'inactive', 'active'] as const;
  const run = rotation({ mint: [minted('before')], verify }, [a]);
  const theirs = run.bench.publishElsewhere(published('theirs'));
  expect(await run.result).toMatchObject({ kind: 'rotated', accessToken: published('before') });
  expect(run.currentAccessToken()).toBe('before');
  expect(run.bench.current()?.versionId).toBe(derivedVersionId('bi', theirs.versionId, 0));
});

test('if the minted access token is inactive, the access token that another rotator published before the mint is adopted', async () => {
  const run = rotation({ mint: [minted('ours')], verify: ['inactive', 'active'] }, [a]);
  const theirs = run.bench.publishElsewhere(published('theirs'));
  expect(await run.result).toMatchObject({ kind: 'adopted', versionId: theirs.versionId });
  expect(run.currentAccessToken()).toBe('theirs');
  expect(run.bench.calls).not.toContain('put');
});

test('an access token of another rotator is adopted without a second mint, even if the first reads are stale', async () => {
  const bench = rotationBench({ mint: [minted('ours')], verify: ['inactive', 'inactive', 'active'] });
  const base = bench.publishElsewhere(published('before'));
  const theirs = bench.publishElsewhere(published('theirs'));
  let stale = 2;
  const readSecrets = async (name: string) => {
    const read = await bench.store.readSecrets(name);
    return stale-- > 0 ? { ...read, accessToken: base } : read;
  };
  const deps = { ...bench.deps, store: { ...bench.deps.store, readSecrets } };
  const facts = rotationFacts([a], { published: published('before') });
  const secrets = { ...facts.secrets, accessToken: base };
  expect(await rotate(deps, { ...facts, secrets }, 'NearingExpiry', noFindings)).toMatchObject({
    kind: 'adopted',
    versionId: theirs.versionId,
  });
});

test('the access token that another rotator published at the same moment is adopted', async () => {
  const run = rotation({ mint: [minted('ours')], verify: ['active', 'active'] }, [a]);
  await publishConcurrently(run, 'theirs');
  expect(await run.result).toMatchObject({ kind: 'adopted', verified: true });
  expect(run.bench.calls.filter((call) => call.startsWith('mint'))).toHaveLength(1);
});

test('an inactive access token of another rotator is replaced', async () => {
  const verify = ['inactive', 'inactive', 'inactive', 'active'] as const;
  const run = rotation({ mint: [minted('ours'), minted('ours too')], verify }, [a]);
  run.bench.publishElsewhere(published('theirs'));
  expect(await run.result).toMatchObject({ kind: 'rotated' });
  expect(run.currentAccessToken()).toBe('ours too');
  expect(run.bench.calls.filter((call) => call === 'put')).toHaveLength(1);
});

test('the rotator mints again if the first access token of a secret stays inactive', async () => {
  const { deps } = rotationBench({
    mint: [minted('one'), minted('two')],
    verify: ['inactive', 'inactive', 'active'],
  });
  expect(await rotate(deps, rotationFacts([a]), 'NeverIssued', noFindings)).toMatchObject({
    kind: 'rotated',
    isFirst: true,
  });
});

test('an access token is published into a secret that lost its value, or never had a value', async () => {
  const run = rotation({ mint: [minted('one'), minted('two')], verify: ['inactive', 'active'] }, [a]);
  run.bench.store.addIntegration('bi');
  expect(await run.result).toMatchObject({ kind: 'rotated' });
  const first = rotationBench({ mint: [minted('one'), minted('two')], verify: ['inactive', 'active'] });
  const facts = rotationFacts([a]);
  expect(await rotate(first.deps, facts, 'NeverIssued', noFindings)).toMatchObject({
    kind: 'rotated',
  });
});

test('the rotator mints three times at most if access tokens become inactive between verification and publishing', async () => {
  const again = rotation(
    { mint: [minted('one'), minted('two')], verify: ['active', 'inactive', 'inactive', 'active'] },
    [a],
  );
  await publishConcurrently(again, 'theirs');
  expect(await again.result).toMatchObject({ kind: 'rotated' });
  expect(again.currentAccessToken()).toBe('two');

  const verify = ['active', 'inactive', ...sixTimesInactive] as const;
  const never = rotation({ mint: threeMints, verify }, [a]);
  await publishConcurrently(never, 'theirs');
  expect(await never.result).toMatchObject({ kind: 'failed', error: { code: 'SupersededAtOnce' } });
});

test.each([
  {
    sentence: 'no access token is published yet',
    reason: 'NeverIssued',
    changes: { published: undefined },
    isPublished: true,
  },
  { sentence: 'the published access token is inactive', reason: 'Dead', changes: {}, isPublished: true },
  {
    sentence: 'the published access token has three intervals left',
    reason: 'NearingExpiry',
    changes: { expiresAt: NOW + 45 * MINUTE_MS },
    isPublished: true,
  },
  {
    sentence: 'the published access token has more than three intervals left',
    reason: 'NearingExpiry',
    changes: { expiresAt: NOW + 45 * MINUTE_MS + 1 },
    isPublished: false,
  },
] as const)(
  'an unverified access token is published if $sentence: $isPublished',
  async ({ reason, changes, isPublished }) => {
    const unknown = [failure('AlationThrottled')];
    const { result } = rotation({ mint: [minted('next')], verify: unknown }, [a, b], reason, changes);
    expect(await result).toMatchObject(
      isPublished ? { verified: false } : { kind: 'failed', error: { code: 'VerificationUnavailable' } },
    );
  },
);

test('an unverified access token of the issuing credential is published, because its mint revoked the published access token', async () => {
  const { result } = rotation({ mint: [minted('next')], verify: [failure('AlationThrottled')] }, [a]);
  expect(await result).toMatchObject({ kind: 'rotated', verified: false });
});

test('after a flawed access token the next credential mints if the published access token is lost', async () => {
  const { result, bench } = rotation(
    { mint: [minted('bad'), minted('good')], verify: ['signature-invalid', 'active'] },
    [c, refreshToken('d')],
    'Dead',
    { published: published('before', { tokenType: 'Bearer', credential: 'gone' }) },
  );
  expect(await result).toMatchObject({ kind: 'rotated' });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(['mint d', 'mint c']);
});

test('if all access tokens are flawed, the first flaw is the error', async () => {
  const { result } = rotation(
    { mint: [minted('one'), minted('two')], verify: ['signature-invalid', 'expired'] },
    [a, b],
    'Dead',
  );
  expect(await result).toMatchObject({
    kind: 'failed',
    error: { code: 'AccessTokenUntrusted', message: expect.stringContaining('signature-invalid') },
  });
});

/** An access token with a lifetime that is too short for the schedule. */
const short = minted('short', { expiresAt: NOW + 10 * MINUTE_MS });

test('an access token with a short lifetime is not published while the issuing credential can still mint', async () => {
  const { result, bench } = rotation(
    { mint: [short, minted('long')], verify: ['active', 'active'] },
    [a, b],
    'Dead',
  );
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'a' } });
  expect(bench.log).toEqual([]);
});

test('an access token with a short lifetime is published if the issuing credential is rejected', async () => {
  const credentials = [credentialState({ state: 'rejected' }), credentialState({ name: 'b' })];
  const { result } = rotation({ mint: [short], verify: ['active'] }, [a, b, refreshToken('d')], 'Dead', {
    state: integrationState({ credentials }),
  });
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'b' } });
});

test('an access token with a short lifetime is published if no other credential is left, and the log names the lifetime', async () => {
  const { result, bench } = rotation({ mint: [short], verify: ['active'] }, [a], 'Dead');
  expect(await result).toMatchObject({ kind: 'rotated' });
  expect(bench.log).toEqual([
    {
      event: 'AccessTokenTooShortLived',
      fields: {
        integration: 'bi',
        explanation: expect.stringContaining('of the credential a have a lifetime of 10 minutes'),
      },
    },
  ]);
});

test('an access token of the issuing credential with a short lifetime is published if no other credential is left', async () => {
  const { result } = rotation({ mint: [short], verify: ['active'] }, [a, b], 'Dead', {
    state: integrationState({
      credentials: [credentialState(), credentialState({ name: 'b', state: 'rejected' })],
    }),
  });
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'a' } });
});

test('if every credential is rejected the error names them and says what to do', async () => {
  const rejected = failure('CredentialRejected');
  const { result } = rotation({ mint: [rejected, rejected] }, [a, b]);
  expect(await result).toMatchObject({
    kind: 'failed',
    error: {
      code: 'CredentialRejected',
      message:
        'Alation rejected the credentials of bi (b, a). Check that each user_id is the user of its refresh token. If it is, ' +
        'create a new refresh token or client secret and store it in the credentials secret. Once a day the rotator ' +
        'checks whether Alation accepts one of these credentials again',
    },
  });
});

test('if no credential may be tried the error says that Alation rejected all of them', async () => {
  const state = integrationState({ credentials: [credentialState({ state: 'rejected' })] });
  const { result } = rotation({}, [a], 'Requested', { state });
  expect(await result).toMatchObject({ error: { message: expect.stringContaining('(all of them)') } });
});

test('after the rejection of a replacement the issuing credential and its access token stay', async () => {
  const { result, bench } = rotation({ mint: [failure('CredentialRejected')] }, [a, b], 'CredentialReplaced');
  expect(await result).toEqual({
    kind: 'issuing-credential-kept',
    findings: { rejected: new Set(['b']), inDoubt: false },
  });
  expect(bench.calls).toEqual(['acquireWrite', 'mint b', 'sleep 1250', 'confirmation b']);
});

test('the rejection of a replacement is a failure if the issuing credential is gone', async () => {
  const rejected = failure('CredentialRejected');
  const { result } = rotation({ mint: [rejected, rejected] }, [b, refreshToken('d')], 'CredentialReplaced', {
    published: published('before', { credential: 'gone', expiresAt: NOW + DAY_MS, issuedAt: NOW - HOUR_MS }),
  });
  expect(await result).toMatchObject({ kind: 'failed', error: { code: 'CredentialRejected' } });
});

test('the log says if an expiry is an assumption', async () => {
  const assumed = minted('next', { expirySource: 'assumed' });
  const { result, bench } = rotation({ mint: [assumed], verify: ['active'] }, [a, b]);
  await result;
  expect(bench.log).toEqual([
    {
      event: 'ExpiryAssumed',
      fields: { integration: 'bi', credential: 'b', expiresAt: new Date(NOW + DAY_MS).toISOString() },
    },
  ]);
});

/** The latest rotation time of an access token that has 12 of its 24 hours left now. */
const LATEST_AT = NOW - 15 * MINUTE_MS;

test.each([
  { sentence: 'an early rotation', late: -1, kept: true },
  { sentence: 'a rotation at the latest time', late: 0, kept: false },
])(
  '$sentence keeps the issuing credential if the other credential is rejected: $kept',
  async ({ late, kept }) => {
    const rejected = failure('CredentialRejected');
    const script: AlationScript = { mint: [rejected, minted('next')], verify: ['active'] };
    const early = published('before', {
      issuedAt: NOW - 12 * HOUR_MS + (NOW - LATEST_AT) - late,
      expiresAt: NOW + 12 * HOUR_MS + (NOW - LATEST_AT) - late,
    });
    const { result } = rotation(script, [a, b], 'NearingExpiry', { published: early });
    expect((await result).kind).toBe(kept ? 'issuing-credential-kept' : 'rotated');
  },
);

test.each([
  { sentence: 'a third of the lifetime is left', leftMs: 8 * HOUR_MS, waits: false },
  { sentence: 'more than a third of the lifetime is left', leftMs: 8 * HOUR_MS + 1, waits: true },
])(
  'while $sentence a rotation waits for a credential whose access tokens have a short lifetime: $waits',
  async ({ leftMs, waits }) => {
    const expiresAt = NOW + leftMs;
    const { result, bench } = rotation(
      { mint: [short, minted('long')], verify: ['active', 'active'] },
      [a, b],
      'NearingExpiry',
      { published: published('before', { issuedAt: expiresAt - DAY_MS, expiresAt }) },
    );
    expect(await result).toMatchObject(
      waits ? { kind: 'failed', error: { code: 'LifetimeTooShort' } } : { kind: 'rotated' },
    );
    expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(
      waits ? ['mint b'] : ['mint b', 'mint a'],
    );
  },
);

test('findings are part of every result, after a success and after a failure of Secrets Manager', async () => {
  const succeeded = rotation({ mint: [failure('CredentialRejected'), minted('next')], verify: ['active'] }, [
    a,
    b,
  ]);
  expect(await succeeded.result).toMatchObject({
    kind: 'rotated',
    findings: { rejected: new Set(['b']), inDoubt: true },
  });
  const { deps, publishElsewhere } = rotationBench({ mint: [minted('next')], verify: ['active'] });
  const before = published('before');
  const facts = rotationFacts([a], { published: before });
  const accessToken = publishElsewhere(before);
  const store = {
    ...deps.store,
    putAccessToken: () => Promise.reject(failure('SecretAccessDenied')),
  };
  expect(
    await rotate(
      { ...deps, store },
      { ...facts, secrets: { ...facts.secrets, accessToken } },
      'NearingExpiry',
      noFindings,
    ),
  ).toMatchObject({ kind: 'failed', error: { code: 'SecretAccessDenied' }, findings: { inDoubt: true } });
});

const defect = () => Promise.reject(new TypeError('a defect'));

test('a defect before the mint ends the rotation, and the earlier findings stay', async () => {
  const { deps, calls } = rotationBench({});
  const findings = { rejected: new Set(['x']), inDoubt: true };
  expect(
    await rotate({ ...deps, acquireWrite: defect }, rotationFacts([a]), 'NeverIssued', findings),
  ).toMatchObject({
    kind: 'failed',
    error: { code: 'Unexpected' },
    findings,
  });
  expect(calls).toEqual([]);
});

test('nothing is minted when the time is up', async () => {
  const { result, bench } = rotation({}, [a, b], 'NearingExpiry', { until: NOW });
  expect(await result).toMatchObject({
    kind: 'failed',
    error: {
      code: 'DeadlineTooShort',
      message:
        'too little time was left to mint an access token for bi; a later sweep rotates if a rotation is still due',
    },
  });
  expect(bench.calls).toEqual(['acquireWrite']);
  const inTime = rotation({ mint: [minted('next')], verify: ['active'] }, [a, b], 'NearingExpiry', {
    until: NOW + 1,
  });
  expect(await inTime.result).toMatchObject({ kind: 'rotated' });
});

test('when the time is up after a 403, the 403 is the error', async () => {
  const { bench, result } = rotation({ mint: [failure('AlationForbidden')] }, [b, c], 'Dead', {
    until: NOW + 1,
    published: undefined,
  });
  const { mint } = bench.deps.endpoints;
  Object.assign(bench.deps.endpoints, {
    mint: (...args: Parameters<typeof mint>) => {
      bench.moveBy(60_000);
      return mint(...args);
    },
  });
  expect(await result).toMatchObject({ kind: 'failed', error: { code: 'AlationForbidden' } });
});

test('if Alation answers 403 for one credential and rejects all others, the 403 is the error', async () => {
  // A second token request confirms the rejection of the OAuth client.
  const rejected = failure('CredentialRejected');
  const { result } = rotation(
    { mint: [failure('AlationForbidden'), rejected, rejected, rejected] },
    [b, c, a],
    'Dead',
  );
  expect(await result).toMatchObject({ kind: 'failed', error: { code: 'AlationForbidden' } });
});
