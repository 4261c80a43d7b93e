import { expect, test } from 'vitest';
import type { PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import type { SecretStore } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { askSkipped } from '../../../functions/rotation/ask-skipped.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import { reconcileFacts } from '../../../functions/rotation/reconcile.ts';
import { hashFraction } from '../../../functions/rotation/renewal-time.ts';
import { askMark } from '../../../functions/rotation/skipped-credentials.ts';
import { failure, key, minted, published, rotationBench, rotationFacts } from './facts-fixture.ts';
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

const [a, b] = [key('a'), key('b')];
const ACCEPTED_AGAIN = { state: 'active', expiresAt: NOW + DAY_MS } as const;
type Changes = Partial<RotationFacts> & { readonly before?: PublishedAccessToken };
const rejected = (name: string) => credentialState({ name, state: 'rejected' });

/** A bench whose credential `b` is rejected, and the result of asking about it. */
function asking(
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
  return { bench, asked: askSkipped(deps, { ...facts, secrets }) };
}

const denied = failure('SecretAccessDenied');
const isDenied = () => Promise.reject(denied);

test('a refresh token that Alation accepts again does not mint while the number of versions is unknown', async () => {
  const { bench, asked } = asking({ inspect: [ACCEPTED_AGAIN] }, { versionTimes: isDenied });
  expect(await asked).toEqual({ done: undefined, findings: noFindings, isAnswered: false });
  expect(bench.calls).toEqual(['inspect b']);
});

test('a refresh token that Alation accepts again ends the reconcile with a failure if its access token cannot be stored', async () => {
  const script = { inspect: [ACCEPTED_AGAIN], mint: [minted('next')], verify: ['active'] as const };
  const { asked } = asking(script, { putAccessToken: isDenied });
  const findings = { ...noFindings, forbidden: undefined, wasRevoked: undefined };
  expect(await asked).toEqual({
    done: { kind: 'failed', error: denied, findings },
    findings,
    isAnswered: false,
  });
});

const shortLived = minted('next', { expiresAt: NOW + MINUTE_MS });
const away = failure('AlationUnavailable');

test.each<[string, boolean, AlationScript]>([
  ['cannot be verified', false, { mint: [minted('next')], verify: [away, away, away] }],
  ['expires too soon', true, { mint: [shortLived], verify: ['active'] }],
])(
  'whether Alation answered about a credential whose new access token %s: %s',
  async (_, isAnswered, script) => {
    const { bench, asked } = asking({ inspect: [ACCEPTED_AGAIN], ...script });
    expect(await asked).toEqual({ done: undefined, findings: noFindings, isAnswered });
    expect(bench.calls).not.toContain('put');
  },
);

test('an access token of a credential that is accepted again replaces the published one, and the check is not complete', async () => {
  const script = { inspect: [ACCEPTED_AGAIN], mint: [minted('next')], verify: ['active'] as const };
  expect(await asking(script).asked).toMatchObject({
    done: { kind: 'rotated', reason: 'AcceptedAgain', accessToken: { credential: 'b' }, isFirst: false },
    isAnswered: false,
  });
});

test('a credential that is accepted again publishes the first access token', async () => {
  const bench = rotationBench({ inspect: [ACCEPTED_AGAIN], mint: [minted('first')], verify: ['active'] });
  const facts = rotationFacts([b], { state: integrationState({ credentials: [rejected('b')] }) });
  expect(await askSkipped(bench.deps, facts)).toMatchObject({ done: { kind: 'rotated', isFirst: true } });
});

test('the published access token stays if a credential that is accepted again mints the same one', async () => {
  const script = { inspect: [ACCEPTED_AGAIN], mint: [minted('before')], verify: ['active'] as const };
  const { bench, asked } = asking(script);
  expect(await asked).toMatchObject({
    done: { kind: 'repeated', reason: 'AcceptedAgain' },
    isAnswered: false,
  });
  expect(bench.calls).not.toContain('put');
});

const secondIsActive: AlationScript = {
  inspect: [ACCEPTED_AGAIN],
  mint: [minted('ours')],
  verify: ['inactive', 'active'],
};

test('an access token that another rotator published meanwhile ends the check', async () => {
  const { bench, asked } = asking(secondIsActive);
  const { versionId } = bench.publishElsewhere(published('theirs'));
  expect(await asked).toMatchObject({
    done: { kind: 'adopted', reason: 'AcceptedAgain', versionId },
    isAnswered: false,
  });
});

test('a credential whose new access token is inactive stays rejected, and Alation answered', async () => {
  const { bench, asked } = asking({ ...secondIsActive, verify: ['inactive', 'inactive'] });
  expect(await asked).toEqual({ done: undefined, findings: noFindings, isAnswered: true });
  expect(bench.calls).not.toContain('put');
});

test('a mint that Alation may still process is not repeated while consumers are served', async () => {
  const { bench, asked } = asking({ inspect: [ACCEPTED_AGAIN], mint: [failure('MintOutcomeUnknown')] });
  expect(await asked).toMatchObject({ done: undefined, isAnswered: false });
  expect(bench.calls).toEqual(['inspect b', 'permit', 'mint b']);
});

test('the rotator asks nothing when the time is up', async () => {
  const { bench, asked } = asking({}, {}, { until: NOW });
  expect(await asked).toEqual({ done: undefined, findings: noFindings, isAnswered: false });
  expect(bench.calls).toEqual([]);
});

test.each([
  { issuing: 'a', goes: false },
  { issuing: 'b', goes: true },
])(
  'a short-lived access token of credential b is published if $issuing is the issuing credential: $goes',
  async ({ issuing, goes }) => {
    const script = { inspect: [ACCEPTED_AGAIN], mint: [shortLived], verify: ['active'] as const };
    const before = published('before', { credential: issuing, expiresAt: NOW + MINUTE_MS / 2 });
    const { bench, asked } = asking(script, {}, { before });
    expect((await asked).done?.kind).toBe(goes ? 'rotated' : undefined);
    expect(bench.calls.includes('put')).toBe(goes);
  },
);

const forbiddenB = integrationState({
  credentials: [credentialState(), credentialState({ name: 'b', state: 'forbidden' })],
});

test.each([
  ['AlationForbidden', true],
  ['AlationRequestRefused', false],
] as const)('whether %s answers about a forbidden credential: %s', async (code, isAnswered) => {
  const { asked } = asking({ mint: [failure(code)] }, {}, { state: forbiddenB });
  expect(await asked).toMatchObject({ done: undefined, isAnswered });
});

test('a defect during the check is not an answer of Alation', async () => {
  await expect(asking({ inspect: [new TypeError('a defect')] }).asked).rejects.toThrow('a defect');
});

/** When the hour of the daily check of `bi` ends. */
const NEXT_HOUR = NOW + (Math.trunc(DAY_MS * hashFraction('bi')) % HOUR_MS);

test.each<[string, readonly CredentialState[], string]>([
  ['one of two credentials', [credentialState(), rejected('b')], 'NotDue'],
  ['every credential', [rejected('a'), rejected('b')], 'Rejected'],
])('a check of %s that ends in the next hour is not repeated at once', async (_, credentials, reason) => {
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
    state: { asked: askMark('bi', NEXT_HOUR - 1, false) },
  });
  expect(calls).toEqual([]);
});
