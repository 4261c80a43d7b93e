import { expect, test } from 'vitest';
import { parseAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import type { Credential } from '../../../functions/integration/credential.ts';
import type { RotationReason } from '../../../functions/rotation/decide.ts';
import { derivedVersionId } from '../../../functions/rotation/derived-version-id.ts';
import { rotateAccessToken } from '../../../functions/rotation/rotate.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { credentialRecord, DAY_MS, HOUR_MS, MINUTE_MS, NOW, rotationRecord } from './state-fixture.ts';
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

/** A rotation of an integration whose access token credential `a` published. */
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
  const findings = noProgress();
  const result = rotateAccessToken(
    bench.deps,
    { ...facts, secrets: { ...facts.secrets, accessToken: base } },
    reason,
    findings,
  );
  return {
    bench,
    base,
    findings,
    result,
    held: () => parseAccessTokenDocument(bench.current())?.accessToken.reveal(),
  };
}

/** Somebody writes on the version that the rotation saw, and loses that place again to `theirs`. */
async function takeBase(one: ReturnType<typeof rotation>, theirs: string): Promise<void> {
  const { store } = one.bench;
  const versionId = derivedVersionId('bi', one.bench.current()?.versionId, 0);
  await store.putAccessToken('bi', new Sensitive('their value'), versionId);
  one.bench.publishElsewhere(published(theirs));
}

test('permit, mint, verify, publish, in this order, from the credential that did not publish', async () => {
  const { bench, result, held } = rotation({ mint: [minted('next')], verify: ['active'] }, [a, b]);
  expect(await result).toMatchObject({
    kind: 'rotated',
    verified: true,
    accessToken: { credential: 'b', userId: 102 },
  });
  expect(bench.calls).toEqual(['permit', 'mint b', 'verify next as b', 'put']);
  expect(held()).toBe('next');
  expect(bench.log).toEqual([]);
});

test('an access token of an OAuth client has no user', async () => {
  const { result } = rotation({ mint: [minted('next', { tokenType: 'Bearer' })], verify: ['active'] }, [
    a,
    c,
  ]);
  expect(await result).toMatchObject({ accessToken: { credential: 'c', userId: undefined } });
});

const sixTimesDead = ['inactive', 'inactive', 'inactive', 'inactive', 'inactive', 'inactive'] as const;
const deadTwice: AlationScript = {
  mint: [minted('one'), minted('two'), minted('three')],
  verify: ['inactive', 'inactive', 'inactive', 'inactive', 'active'],
};

/** What a rotation does when what it minted from `a` stays dead. */
const deadRound = (text: string) => [
  'mint a',
  `verify ${text} as a`,
  'sleep 1250',
  'read',
  `verify ${text} as a`,
];

test('what stays dead after a nap and a look at what others published is minted again', async () => {
  const { bench, result } = rotation(deadTwice, [a]);
  expect(await result).toMatchObject({ kind: 'rotated' });
  expect(bench.calls).toEqual(
    ['permit', deadRound('one'), deadRound('two'), 'mint a', 'verify three as a', 'put'].flat(),
  );
});

test('an Alation that is slow to know of its own mint is not made to mint again', async () => {
  const { bench, result } = rotation({ mint: [minted('next')], verify: ['inactive', 'active'] }, [a]);
  expect(await result).toMatchObject({ kind: 'rotated', verified: true });
  expect(bench.calls).toEqual([
    'permit',
    'mint a',
    'verify next as a',
    'sleep 1250',
    'read',
    'verify next as a',
    'put',
  ]);
});

test('no answer does not take back that it is dead', async () => {
  const { bench, result } = rotation(
    { mint: [minted('one'), minted('two')], verify: ['inactive', failure('AlationThrottled'), 'active'] },
    [a],
  );
  expect(await result).toMatchObject({ kind: 'rotated', verified: true });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toHaveLength(2);
});

test('three times dead is somebody else, and it is said who must act', async () => {
  const { result, held } = rotation({ ...deadTwice, verify: sixTimesDead }, [a]);
  await expect(result).rejects.toMatchObject({
    code: 'SupersededAtOnce',
    message:
      '3 access tokens minted for bi from the credential a were dead at once: somebody else mints from it too; give ' +
      'this integration one of its own',
  });
  expect(held()).toBe('before');
});

test('then the other credential has its turn, where the published access token is lost', async () => {
  const dead: AlationScript = {
    mint: [minted('1'), minted('2'), minted('3'), minted('4')],
    verify: [...sixTimesDead, 'active'],
  };
  const { bench, result } = rotation(dead, [a, b], 'Dead');
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'a' } });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual([
    'mint b',
    'mint b',
    'mint b',
    'mint a',
  ]);
  const spared = rotation({ mint: dead.mint, verify: sixTimesDead }, [a, b]);
  await expect(spared.result).rejects.toMatchObject({ code: 'SupersededAtOnce' });
});

test('what another rotator published meanwhile is adopted', async () => {
  const one = rotation({ mint: [minted('ours')], verify: ['inactive', 'active'] }, [a]);
  const theirs = one.bench.publishElsewhere(published('theirs'));
  expect(await one.result).toMatchObject({ kind: 'adopted', versionId: theirs.versionId });
  expect(one.held()).toBe('theirs');
  expect(one.bench.calls).not.toContain('put');
});

test('what another rotator published at the same moment is adopted', async () => {
  const one = rotation({ mint: [minted('ours')], verify: ['active', 'active'] }, [a]);
  await takeBase(one, 'theirs');
  expect(await one.result).toMatchObject({ kind: 'adopted', verified: true });
  expect(one.bench.calls.filter((call) => call.startsWith('mint'))).toHaveLength(1);
});

test('a dead one of theirs is published over', async () => {
  const verify = ['inactive', 'inactive', 'inactive', 'active'] as const;
  const one = rotation({ mint: [minted('ours'), minted('ours too')], verify }, [a]);
  one.bench.publishElsewhere(published('theirs'));
  expect(await one.result).toMatchObject({ kind: 'rotated' });
  expect(one.held()).toBe('ours too');
  expect(one.bench.calls.filter((call) => call === 'put')).toHaveLength(1);
});

test('a secret that lost its value meanwhile, or had none, is written', async () => {
  const one = rotation({ mint: [minted('one'), minted('two')], verify: ['inactive', 'active'] }, [a]);
  one.bench.store.addIntegration('bi');
  expect(await one.result).toMatchObject({ kind: 'rotated' });
  const first = rotationBench({ mint: [minted('one'), minted('two')], verify: ['inactive', 'active'] });
  const facts = rotationFacts([a]);
  expect(await rotateAccessToken(first.deps, facts, 'NeverIssued', noProgress())).toMatchObject({
    kind: 'rotated',
  });
});

test('an access token superseded between verifying and publishing is minted again, three times at most', async () => {
  const again = rotation(
    { mint: [minted('one'), minted('two')], verify: ['active', 'inactive', 'inactive', 'active'] },
    [a],
  );
  await takeBase(again, 'theirs');
  expect(await again.result).toMatchObject({ kind: 'rotated' });
  expect(again.held()).toBe('two');

  const verify = ['active', 'inactive', ...sixTimesDead] as const;
  const never = rotation({ mint: [minted('one'), minted('two'), minted('three')], verify }, [a]);
  await takeBase(never, 'theirs');
  await expect(never.result).rejects.toMatchObject({ code: 'SupersededAtOnce' });
});

test.each([
  { sentence: 'nothing is published', reason: 'NeverIssued', changes: { published: undefined }, goes: true },
  { sentence: 'what is published is dead', reason: 'Dead', changes: {}, goes: true },
  {
    sentence: 'it lives for three ticks',
    reason: 'NearingExpiry',
    changes: { expiresAt: NOW + 45 * MINUTE_MS },
    goes: true,
  },
  {
    sentence: 'it lives longer',
    reason: 'NearingExpiry',
    changes: { expiresAt: NOW + 45 * MINUTE_MS + 1 },
    goes: false,
  },
] as const)(
  'an unverified access token is published when $sentence: $goes',
  async ({ reason, changes, goes }) => {
    const unknown = [failure('AlationThrottled')];
    const { result } = rotation({ mint: [minted('next')], verify: unknown }, [a, b], reason, changes);
    const [settled] = await Promise.allSettled([result]);
    expect(settled).toMatchObject(
      goes
        ? { status: 'fulfilled', value: { verified: false } }
        : { status: 'rejected', reason: { code: 'VerificationUnavailable' } },
    );
  },
);

test('an unverified access token of the issuingCredential is published: it has killed what was there', async () => {
  const { result } = rotation({ mint: [minted('next')], verify: [failure('AlationThrottled')] }, [a]);
  expect(await result).toMatchObject({ kind: 'rotated', verified: false });
});

test('where the first of two lost credentials brings a flawed access token the second has its turn', async () => {
  const { result, bench } = rotation(
    { mint: [minted('bad'), minted('good')], verify: ['signature-invalid', 'active'] },
    [c, key('d')],
    'Dead',
    { published: published('before', { tokenType: 'Bearer', credential: 'gone' }) },
  );
  expect(await result).toMatchObject({ kind: 'rotated' });
  expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(['mint d', 'mint c']);
});

test('where all bring flawed ones the first refusal is told', async () => {
  const { result } = rotation(
    { mint: [minted('one'), minted('two')], verify: ['signature-invalid', 'expired'] },
    [a, b],
    'Dead',
  );
  await expect(result).rejects.toMatchObject({
    code: 'AccessTokenUntrusted',
    message: expect.stringContaining('signature-invalid'),
  });
});

const short = minted('short', { expiresAt: NOW + 10 * MINUTE_MS });

test('a short-lived access token does not replace one that lives long while the issuingCredential can still be tried', async () => {
  const { result, bench } = rotation(
    { mint: [short, minted('long')], verify: ['active', 'active'] },
    [a, b],
    'Dead',
  );
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'a' } });
  expect(bench.log).toEqual([]);
});

test('a issuingCredential that is rejected cannot be tried, so nothing waits for it', async () => {
  const credentials = [credentialRecord({ state: 'rejected' }), credentialRecord({ name: 'b' })];
  const { result } = rotation({ mint: [short], verify: ['active'] }, [a, b, key('d')], 'Dead', {
    state: rotationRecord({ credentials }),
  });
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'b' } });
});

test('without another credential to try it does, and it is said what to set', async () => {
  const { result, bench } = rotation({ mint: [short], verify: ['active'] }, [a], 'Dead');
  expect(await result).toMatchObject({ kind: 'rotated' });
  expect(bench.log).toEqual([
    {
      event: 'AccessTokenTooShortLived',
      fields: {
        integration: 'bi',
        explanation: expect.stringContaining('of the credential a live 10 minutes'),
      },
    },
  ]);
});

test('nor does the issuingCredential itself wait for the issuingCredential', async () => {
  const { result } = rotation({ mint: [short], verify: ['active'] }, [a, b], 'Dead', {
    state: rotationRecord({
      credentials: [credentialRecord(), credentialRecord({ name: 'b', state: 'rejected' })],
    }),
  });
  expect(await result).toMatchObject({ kind: 'rotated', accessToken: { credential: 'a' } });
});

test('when every credential is rejected it is said which, and what to do', async () => {
  const rejected = failure('CredentialRejected');
  const { result } = rotation({ mint: [rejected, rejected] }, [a, b]);
  await expect(result).rejects.toMatchObject({
    code: 'CredentialRejected',
    message:
      'Alation rejected the credentials of bi (b, a): make a new refresh token or client secret and store it in the ' +
      'credentials secret; nothing is tried until then',
  });
});

test('when none is left to try it is said of all of them', async () => {
  const state = rotationRecord({ credentials: [credentialRecord({ state: 'rejected' })] });
  const { result } = rotation({}, [a], 'Requested', { state });
  await expect(result).rejects.toMatchObject({ message: expect.stringContaining('(all of them)') });
});

test('a replaced credential that is rejected leaves the issuingCredential and its access token alone', async () => {
  const { result, bench, findings } = rotation(
    { mint: [failure('CredentialRejected')] },
    [a, b],
    'CredentialReplaced',
  );
  expect(await result).toEqual({ kind: 'issuing-credential-kept' });
  expect(bench.calls).toEqual(['permit', 'mint b']);
  expect([...findings.rejected]).toEqual(['b']);
});

test('where the issuingCredential is gone from the replaced credentials nobody is left alone', async () => {
  const rejected = failure('CredentialRejected');
  const { result } = rotation({ mint: [rejected, rejected] }, [b, key('d')], 'CredentialReplaced', {
    published: published('before', { credential: 'gone', expiresAt: NOW + DAY_MS, issuedAt: NOW - HOUR_MS }),
  });
  await expect(result).rejects.toMatchObject({ code: 'CredentialRejected' });
});

test('an expiry that Alation did not tell is said to be assumed', async () => {
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

/** Half of its life is over at the latest tick before that, of an access token with 12 of 24 hours left. */
const RENEWAL_AT = NOW - 15 * MINUTE_MS;

test.each([
  { sentence: 'a renewal ahead of its time, for its place in the period,', late: -1, spared: true },
  { sentence: 'a renewal in time', late: 0, spared: false },
])(
  '$sentence leaves the issuingCredential alone where the other is rejected: $spared',
  async ({ late, spared }) => {
    const rejected = failure('CredentialRejected');
    const script: AlationScript = { mint: [rejected, minted('next')], verify: ['active'] };
    const early = published('before', {
      issuedAt: NOW - 12 * HOUR_MS + (NOW - RENEWAL_AT) - late,
      expiresAt: NOW + 12 * HOUR_MS + (NOW - RENEWAL_AT) - late,
    });
    const { result } = rotation(script, [a, b], 'NearingExpiry', { published: early });
    expect((await result).kind).toBe(spared ? 'issuing-credential-kept' : 'rotated');
  },
);

test.each([
  { sentence: 'a third of the life is left', leftMs: 8 * HOUR_MS, waits: false },
  { sentence: 'more than a third of the life is left', leftMs: 8 * HOUR_MS + 1, waits: true },
])(
  'while $sentence one whose access tokens live too short is waited for: $waits',
  async ({ leftMs, waits }) => {
    const expiresAt = NOW + leftMs;
    const { result, bench } = rotation(
      { mint: [short, minted('long')], verify: ['active', 'active'] },
      [a, b],
      'NearingExpiry',
      { published: published('before', { issuedAt: expiresAt - DAY_MS, expiresAt }) },
    );
    const [settled] = await Promise.allSettled([result]);
    expect(settled).toMatchObject(
      waits ? { status: 'rejected', reason: { code: 'LifetimeTooShort' } } : { value: { kind: 'rotated' } },
    );
    expect(bench.calls.filter((call) => call.startsWith('mint'))).toEqual(
      waits ? ['mint b'] : ['mint b', 'mint a'],
    );
  },
);
