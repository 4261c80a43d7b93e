import { expect, test } from 'vitest';
import type { PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import { minterFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import type { SecretStore } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { checkSkipped } from '../../../functions/rotation/check-skipped.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import { mintedByOf } from '../../../functions/rotation/issuing-credential.ts';
import { reconcileFacts } from '../../../functions/rotation/reconcile.ts';
import { hashFraction } from '../../../functions/rotation/rotation-time.ts';
import { checkedOn } from '../../../functions/rotation/skipped-credentials.ts';
import { failure, refreshToken, minted, published, rotationBench, rotationFacts } from './facts-fixture.ts';
import type { AlationScript } from './facts-fixture.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  MINUTE_MS,
  NOW,
} from './state-fixture.ts';

const [a, b] = [refreshToken('a'), refreshToken('b')];
const STILL_REFUSED = { state: 'refused' } as const;
const ACCEPTED_AGAIN = { state: 'active', expiresAt: NOW + DAY_MS } as const;
type Changes = Partial<RotationFacts> & { readonly before?: PublishedAccessToken };
const rejected = (name: string) => credentialState({ name, state: 'rejected' });

/** A bench whose credential `b` is rejected, unless `changes` has another state, and the result of a check. */
function checking(
  script: AlationScript,
  store: Partial<SecretStore> = {},
  { before = published('before'), ...changes }: Changes = {},
) {
  const bench = rotationBench(script);
  const facts = rotationFacts([a, b], {
    published: before,
    state: integrationState({ credentials: [credentialState(), rejected('b')] }),
    ...changes,
  });
  const secrets = { ...facts.secrets, accessToken: bench.publishElsewhere(before) };
  const deps = { ...bench.deps, store: { ...bench.deps.store, ...store } };
  return { bench, checked: checkSkipped(deps, { ...facts, secrets }) };
}

const denied = failure('SecretAccessDenied');
const failWithDenied = () => Promise.reject(denied);

test('a refresh token that Alation accepts again does not mint while the number of versions is unknown', async () => {
  const { bench, checked } = checking({ inspect: [ACCEPTED_AGAIN] }, { versionTimes: failWithDenied });
  expect(await checked).toEqual({ done: undefined, findings: noFindings, isAnswered: false });
  expect(bench.calls).toEqual(['inspect b']);
});

test('the reconcile fails if the access token of a refresh token that Alation accepts again cannot be stored', async () => {
  const script = { inspect: [ACCEPTED_AGAIN], mint: [minted('next')], verify: ['active'] as const };
  const { checked } = checking(script, { putAccessToken: failWithDenied });
  const findings = { ...noFindings, forbidden: undefined, wasRevoked: undefined };
  expect(await checked).toEqual({
    done: { kind: 'failed', error: denied, findings },
    findings,
    isAnswered: false,
  });
});

const shortLived = minted('next', { expiresAt: NOW + MINUTE_MS });
const unavailable = failure('AlationUnavailable');

test.each<[string, boolean, AlationScript]>([
  ['cannot be verified', false, { mint: [minted('next')], verify: [unavailable, unavailable, unavailable] }],
  ['expires too soon', true, { mint: [shortLived], verify: ['active'] }],
])(
  'if the new access token of a skipped credential %s, the check counts as answered: %s',
  async (_, isAnswered, script) => {
    const { bench, checked } = checking({ inspect: [ACCEPTED_AGAIN], ...script });
    expect(await checked).toEqual({ done: undefined, findings: noFindings, isAnswered });
    expect(bench.calls).not.toContain('put');
  },
);

test('an access token of a credential that is accepted again replaces the published access token, and the check does not count as answered', async () => {
  const script = { inspect: [ACCEPTED_AGAIN], mint: [minted('next')], verify: ['active'] as const };
  expect(await checking(script).checked).toMatchObject({
    done: { kind: 'rotated', reason: 'AcceptedAgain', accessToken: { credential: 'b' }, isFirst: false },
    isAnswered: false,
  });
});

test('if a credential is accepted again, its access token may become the first access token of the integration', async () => {
  const bench = rotationBench({ inspect: [ACCEPTED_AGAIN], mint: [minted('first')], verify: ['active'] });
  const facts = rotationFacts([b], { state: integrationState({ credentials: [rejected('b')] }) });
  expect(await checkSkipped(bench.deps, facts)).toMatchObject({ done: { kind: 'rotated', isFirst: true } });
});

test('the published access token stays if a credential that is accepted again mints the same access token', async () => {
  const script = { inspect: [ACCEPTED_AGAIN], mint: [minted('before')], verify: ['active'] as const };
  const { bench, checked } = checking(script);
  expect(await checked).toMatchObject({
    done: { kind: 'repeated', reason: 'AcceptedAgain' },
    isAnswered: false,
  });
  expect(bench.calls).not.toContain('put');
});

/** Alation accepts `b` again and mints `ours` from it. */
const mintsOurs: AlationScript = { inspect: [ACCEPTED_AGAIN], mint: [minted('ours')] };

test('an access token that another rotator published meanwhile ends the check', async () => {
  const { bench, checked } = checking({ ...mintsOurs, verify: ['inactive', 'active'] });
  const { versionId } = bench.publishElsewhere(published('theirs'));
  expect(await checked).toMatchObject({
    done: { kind: 'adopted', reason: 'AcceptedAgain', versionId },
    isAnswered: false,
  });
});

test('a credential whose new access token is inactive stays rejected, and the check counts as answered', async () => {
  const { bench, checked } = checking({ ...mintsOurs, verify: ['inactive', 'inactive'] });
  expect(await checked).toEqual({ done: undefined, findings: noFindings, isAnswered: true });
  expect(bench.calls).not.toContain('put');
});

test('a mint that Alation may still process is not repeated while consumers are served', async () => {
  const { bench, checked } = checking({ inspect: [ACCEPTED_AGAIN], mint: [failure('MintOutcomeUnknown')] });
  expect(await checked).toMatchObject({ done: undefined, isAnswered: false });
  expect(bench.calls).toEqual(['inspect b', 'acquireWrite', 'mint b']);
});

test('a refresh token that Alation accepts again does not mint if the time is up before the mint', async () => {
  const versionTimes = async () => {
    bench.moveBy(MINUTE_MS);
    return [];
  };
  const { bench, checked } = checking({ inspect: [ACCEPTED_AGAIN] }, { versionTimes }, { until: NOW + 1 });
  expect(await checked).toEqual({ done: undefined, findings: noFindings, isAnswered: false });
  expect(bench.calls).toEqual(['inspect b', 'acquireWrite']);
});

test('the rotator checks nothing when the time is up', async () => {
  const { bench, checked } = checking({}, {}, { until: NOW });
  expect(await checked).toEqual({ done: undefined, findings: noFindings, isAnswered: false });
  expect(bench.calls).toEqual([]);
});

test.each([
  { issuing: 'a', a: 'active', isPublished: false },
  { issuing: 'a', a: 'rejected', isPublished: true },
  { issuing: 'b', a: 'active', isPublished: true },
  { issuing: 'gone', a: 'active', isPublished: true },
] as const)(
  'if credential $issuing is the issuing credential and credential a is $a, a short-lived access token of credential b is published: $isPublished',
  async ({ issuing, a: state, isPublished }) => {
    const inspect = [...(state === 'rejected' ? [STILL_REFUSED] : []), ACCEPTED_AGAIN];
    const script = { inspect, mint: [shortLived], verify: ['active'] as const };
    const before = published('before', { credential: issuing, expiresAt: NOW + MINUTE_MS / 2 });
    const fingerprint = minterFingerprint(refreshToken(issuing));
    const { bench, checked } = checking(
      script,
      {},
      {
        before,
        mintedBy: mintedByOf(before, { credential: issuing, fingerprint }),
        state: integrationState({ credentials: [credentialState({ state }), rejected('b')] }),
      },
    );
    expect((await checked).done?.kind).toBe(isPublished ? 'rotated' : undefined);
    expect(bench.calls.includes('put')).toBe(isPublished);
  },
);

const forbiddenB = integrationState({
  credentials: [credentialState(), credentialState({ name: 'b', state: 'forbidden' })],
});

test.each([
  ['AlationForbidden', true],
  ['AlationRequestRefused', false],
] as const)(
  'if a check of a forbidden credential fails with %s, the check counts as answered: %s',
  async (code, isAnswered) => {
    const { checked } = checking({ mint: [failure(code)] }, {}, { state: forbiddenB });
    expect(await checked).toMatchObject({ done: undefined, isAnswered });
  },
);

test('a defect during the check is thrown', async () => {
  await expect(checking({ inspect: [new TypeError('a defect')] }).checked).rejects.toThrow('a defect');
});

/** When the hour of NOW ends, ms since the epoch. The hours begin at the time of the daily check of `bi`. */
const NEXT_HOUR = NOW + (Math.trunc(DAY_MS * hashFraction('bi')) % HOUR_MS);

test.each<[string, readonly CredentialState[], string]>([
  ['one of two credentials', [credentialState(), rejected('b')], 'NotDue'],
  ['every credential', [rejected('a'), rejected('b')], 'Rejected'],
])(
  'a check of %s that ends in a later hour than its start is not repeated immediately',
  async (_, credentials, reason) => {
    const { deps, moveBy, calls } = rotationBench({});
    moveBy(NEXT_HOUR - 1 - NOW);
    const facts = rotationFacts([a, b], {
      published: published('before'),
      state: integrationState({ accessToken: accessTokenState({ credential: 'gone' }), credentials }),
      until: NEXT_HOUR + MINUTE_MS,
    });
    const inspect = async () => {
      moveBy(1);
      throw new RotationError('AlationUnavailable', 'injected');
    };
    expect(
      await reconcileFacts({ ...deps, endpoints: { ...deps.endpoints, inspect } }, facts, {}),
    ).toMatchObject({
      kind: 'skipped',
      reason,
      state: { checked: checkedOn('bi', NEXT_HOUR - 1, false) },
    });
    expect(calls).toEqual([]);
  },
);
