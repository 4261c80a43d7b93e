import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { mint } from '../../../functions/rotation/mint.ts';
import type { ServiceLevel } from '../../../functions/rotation/service-level.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import { credentialState, integrationState, NOW } from './state-fixture.ts';
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

const unsent = failure('AlationUnavailable', { sent: false });
const unanswered = failure('MintOutcomeUnknown', { sent: true });
const malformed = failure('AlationAnswerMalformed', { sent: true, status: 200 });
const answered500 = failure('AlationUnavailable', { sent: true, status: 500 });

const [a, b] = [refreshToken('a'), refreshToken('b')];

/** Mints from a credential of an integration whose published access token was minted from `a`, unless `isFirst`. */
function minting(
  answers: NonNullable<AlationScript['mint']>,
  from: Credential,
  options: {
    readonly level?: ServiceLevel;
    readonly isFirst?: boolean;
    readonly until?: number;
    readonly confirmation?: AlationScript['confirmation'];
    readonly states?: readonly CredentialState[];
  } = {},
) {
  const { confirmation, states = [] } = options;
  const bench = rotationBench({ mint: answers, ...(confirmation && { confirmation }) });
  const facts = rotationFacts([a, b, client('c')], {
    published: options.isFirst === true ? undefined : published('published'),
    until: options.until ?? NOW + 60_000,
    state: integrationState({ credentials: states }),
  });
  const result = mint(bench.deps, facts, from, options.level ?? 'ok');
  return { result, bench, attempts: () => bench.calls.filter((call) => call.startsWith('mint')).length };
}

test('a mint returns the access token', async () => {
  const token = minted('token');
  expect(await minting([token], b).result).toEqual({ kind: 'token', accessToken: token, inDoubt: false });
});

test.each([
  { what: 'was never sent', error: unsent },
  { what: 'was answered with 500', error: answered500 },
  { what: 'was answered with a malformed body', error: malformed },
])('a mint whose request $what is tried three times', async ({ error }) => {
  const third = minting([error, error, minted('token')], b);
  expect(await third.result).toMatchObject({ kind: 'token' });
  expect(third.attempts()).toBe(3);

  const never = minting([error, error, error], b);
  expect(await never.result).toEqual({ kind: 'transient', error, inDoubt: false });
});

test.each([
  { what: 'got no answer', error: unanswered },
  ...[408, 502, 504].map((status) => ({
    what: `a gateway answered with ${status}`,
    error: failure('AlationUnavailable', { sent: true, status }),
  })),
])(
  'a mint that $what is retried only if the published access token is lost, or if this mint may have revoked it',
  async ({ error }) => {
    const served = minting([error], b);
    expect(await served.result).toMatchObject({ kind: 'transient', error });
    expect(served.attempts()).toBe(1);
    expect(await minting([error], b, { level: 'low' }).result).toMatchObject({ kind: 'transient' });

    expect(await minting([error, minted('token')], b, { level: 'lost' }).result).toMatchObject({
      kind: 'token',
    });
    expect(await minting([error, minted('token')], a).result).toMatchObject({ kind: 'token' });
  },
);

test.each([
  { what: 'succeeded', answers: [minted('token')], inDoubt: true },
  {
    what: 'succeeded after a request without an answer',
    answers: [unanswered, minted('token')],
    inDoubt: true,
  },
  { what: 'was answered with 500', answers: [answered500, answered500, answered500], inDoubt: true },
  { what: 'was answered with a malformed body', answers: [malformed, malformed, malformed], inDoubt: true },
  { what: 'hit a defect', answers: [new TypeError('a defect')], inDoubt: true },
  { what: 'was never sent', answers: [unsent, unsent, unsent], inDoubt: false },
  { what: 'was forbidden', answers: [failure('AlationForbidden', { status: 403 })], inDoubt: false },
  { what: 'was throttled', answers: [failure('AlationThrottled', { status: 429 })], inDoubt: false },
  { what: 'was rejected', answers: [failure('CredentialRejected', { status: 401 })], inDoubt: false },
  {
    what: 'got a 500 before it was rejected',
    answers: [answered500, failure('CredentialRejected')],
    inDoubt: true,
  },
])(
  'if a mint from the issuing credential $what, the published access token is in doubt: $inDoubt',
  async ({ answers, inDoubt }) => {
    expect(await minting(answers, a).result).toMatchObject({ inDoubt });
    expect(await minting(answers, b).result).toMatchObject({ inDoubt: false });
    expect(await minting(answers, a, { isFirst: true }).result).toMatchObject({ inDoubt: false });
  },
);

test.each([
  ['CredentialRejected', 'rejected'],
  ['AlationForbidden', 'refused'],
  ['AlationRequestRefused', 'refused'],
  ['CertificateRejected', 'instance'],
  ['AlationThrottled', 'instance'],
  ['AlationRedirected', 'instance'],
] as const)('a mint that fails with %s ends as %s, and is not retried', async (code, kind) => {
  const { result, attempts } = minting([failure(code)], b, { level: 'lost' });
  expect(await result).toMatchObject({ kind, error: { code } });
  expect(attempts()).toBe(1);
});

test('a defect in a mint is a result, and is not thrown', async () => {
  const { result } = minting([new TypeError('a defect')], b, { level: 'lost' });
  expect(await result).toMatchObject({ kind: 'instance', error: { code: 'Unexpected' } });
});

test('a mint is not retried when the time is up', async () => {
  const { result, attempts } = minting([answered500], b, { until: NOW + 1 });
  expect(await result).toMatchObject({ kind: 'transient' });
  expect(attempts()).toBe(1);
});

const rejection = failure('CredentialRejected', { status: 401 });
const active = { state: 'active', expiresAt: undefined } as const;

test('an inspection confirms the rejection of a refresh token after a backoff', async () => {
  const { result, bench } = minting([rejection], b, { confirmation: [{ state: 'refused' }] });
  expect(await result).toMatchObject({ kind: 'rejected', error: rejection });
  expect(bench.calls).toEqual(['mint b', 'sleep 1250', 'confirmation b']);
});

test('if the inspection reports the refresh token as active, the mint is repeated once', async () => {
  const again = minting([rejection, minted('token')], b, { confirmation: [active] });
  expect(await again.result).toMatchObject({ kind: 'token' });
  const never = minting([rejection, rejection], b, { confirmation: [active], level: 'lost' });
  expect(await never.result).toMatchObject({ kind: 'refused', error: { code: 'RejectionUnconfirmed' } });
  expect(never.attempts()).toBe(2);
});

test.each([
  ['AlationUnavailable', 'refused', 'RejectionUnconfirmed'],
  ['AlationAnswerMalformed', 'refused', 'RejectionUnconfirmed'],
  ['AlationForbidden', 'refused', 'RejectionUnconfirmed'],
  ['AlationThrottled', 'instance', 'AlationThrottled'],
  ['CertificateRejected', 'instance', 'CertificateRejected'],
] as const)(
  'if the confirmation fails with %s, the mint ends as %s with the code %s',
  async (code, kind, ends) => {
    const { result, attempts } = minting([rejection], b, { confirmation: [failure(code)], level: 'lost' });
    expect(await result).toMatchObject({ kind, error: { code: ends }, inDoubt: false });
    expect(attempts()).toBe(1);
  },
);

test('a second token request confirms the rejection of an OAuth client after a backoff', async () => {
  const rejected = minting([rejection, rejection], client('c'));
  expect(await rejected.result).toMatchObject({ kind: 'rejected', error: rejection });
  expect(rejected.bench.calls).toEqual(['mint c', 'sleep 1250', 'mint c']);
  const accepted = minting([rejection, minted('token')], client('c'));
  expect(await accepted.result).toMatchObject({ kind: 'token' });
  const forbidden = minting([rejection, failure('AlationForbidden')], client('c'));
  expect(await forbidden.result).toMatchObject({ kind: 'refused', error: { code: 'AlationForbidden' } });
});

test('the rejection of a credential that is known to be rejected needs no confirmation', async () => {
  const states = [credentialState({ name: 'c', state: 'rejected' })];
  const { result, bench } = minting([rejection], client('c'), { states });
  expect(await result).toMatchObject({ kind: 'rejected' });
  expect(bench.calls).toEqual(['mint c']);
});

test('without time for a confirmation a rejected mint ends as refused', async () => {
  const { result, bench } = minting([rejection], b, { until: NOW + 1 });
  expect(await result).toMatchObject({ kind: 'refused', error: { code: 'RejectionUnconfirmed' } });
  expect(bench.calls).toEqual(['mint b', 'sleep 1250']);
});

test('a backoff that ends at the deadline leaves no time for a confirmation', async () => {
  const { result, bench } = minting([rejection], b, { until: NOW + 1_250 });
  expect(await result).toMatchObject({
    kind: 'refused',
    error: {
      code: 'RejectionUnconfirmed',
      message:
        'Alation refused to mint from the credential b and did not confirm that it is invalid; a later sweep rotates if a rotation is still due',
    },
  });
  expect(bench.calls).toEqual(['mint b', 'sleep 1250']);
});
