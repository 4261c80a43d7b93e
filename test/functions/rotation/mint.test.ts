import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { mintFromFirstAccepted } from '../../../functions/rotation/mint.ts';
import { NOW } from './state-fixture.ts';
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

const unsent = failure('AlationUnavailable', { sent: false });
const unanswered = failure('MintOutcomeUnknown', { sent: true });
const garbled = failure('AlationAnswerMalformed', { sent: true, status: 200 });
const erring = failure('AlationUnavailable', { sent: true, status: 500 });

const [a, b, c] = [key('a'), key('b'), client('c')];

/** Mints for an integration whose access token credential `a` published. */
function mint(
  answers: NonNullable<AlationScript['mint']>,
  from: readonly Credential[],
  options: {
    readonly isLost?: boolean;
    readonly runsShort?: boolean;
    readonly isFirst?: boolean;
    readonly until?: number;
  } = {},
) {
  const bench = rotationBench({ mint: answers });
  const findings = noProgress();
  const facts = rotationFacts([a, b, c, key('d')], {
    published: options.isFirst === true ? undefined : published('published'),
    until: options.until ?? NOW + 60_000,
  });
  const { isLost = false, runsShort = isLost } = options;
  const standing = { publishedIsLost: isLost, publishedRunsShort: runsShort };
  const result = mintFromFirstAccepted(bench.deps, facts, from, findings, standing);
  const mints = () => bench.calls.filter((call) => call.startsWith('mint'));
  return { bench, findings, result, mints };
}

test('the first credential that Alation accepts mints, and rejected ones are remembered', async () => {
  const { result, findings, mints } = mint([failure('CredentialRejected'), minted('token')], [b, c]);
  expect((await result)?.credential).toBe(c);
  expect([...findings.rejected]).toEqual(['b']);
  expect(mints()).toEqual(['mint b', 'mint c']);
});

test('when all are rejected nothing is minted', async () => {
  const { result, findings } = mint([failure('CredentialRejected'), failure('CredentialRejected')], [b, c]);
  expect(await result).toBeUndefined();
  expect(findings).toEqual({ rejected: new Set(['b', 'c']), publishedInDoubt: false });
});

test.each([
  { what: 'that was never sent', error: unsent },
  { what: 'that was answered with an error', error: erring },
  { what: 'that was answered with nonsense', error: garbled },
])('a mint $what is tried three times', async ({ error }) => {
  const { result, mints } = mint([error, error, minted('token')], [b]);
  expect((await result)?.accessToken.accessToken.reveal()).toBe('token');
  expect(mints()).toHaveLength(3);
  await expect(mint([error, error, error], [b]).result).rejects.toBe(error);
});

test.each([
  { what: 'that got no answer', error: unanswered },
  {
    what: 'that a gateway answered with 408',
    error: failure('AlationUnavailable', { sent: true, status: 408 }),
  },
  {
    what: 'that a gateway answered with 502',
    error: failure('AlationUnavailable', { sent: true, status: 502 }),
  },
  {
    what: 'that a gateway answered with 504',
    error: failure('AlationUnavailable', { sent: true, status: 504 }),
  },
])('a mint $what may still happen', async ({ error }) => {
  const spared = mint([error], [b]);
  await expect(spared.result).rejects.toBe(error);
  expect(spared.mints()).toHaveLength(1);

  const lost = mint([error, minted('token')], [b], { isLost: true });
  expect((await lost.result)?.credential).toBe(b);
  const issuingCredential = mint([error, minted('token')], [a]);
  expect((await issuingCredential.result)?.credential).toBe(a);
});

test.each([
  { what: 'that succeeded', answers: [minted('token')], doubt: true },
  { what: 'without an answer', answers: [unanswered, minted('token')], doubt: true },
  { what: 'with an error for an answer', answers: [erring, erring, erring], doubt: true },
  { what: 'with nonsense for an answer', answers: [garbled, garbled, garbled], doubt: true },
  { what: 'that was never sent', answers: [unsent, unsent, unsent], doubt: false },
  { what: 'that was refused', answers: [failure('AlationForbidden', { status: 403 })], doubt: false },
  {
    what: 'from a rejected credential',
    answers: [failure('CredentialRejected', { status: 401 })],
    doubt: false,
  },
  { what: 'that ran into a defect', answers: [new TypeError('a defect')], doubt: true },
])(
  "of the issuingCredential's mint $what the published access token is in doubt: $doubt",
  async ({ answers, doubt }) => {
    const { result, findings } = mint(answers, [a]);
    await Promise.allSettled([result]);
    expect(findings.publishedInDoubt).toBe(doubt);
    const other = mint(answers, [b]);
    await Promise.allSettled([other.result]);
    expect(other.findings.publishedInDoubt).toBe(false);
  },
);

test('where nothing was published nothing is in doubt', async () => {
  const { result, findings } = mint([minted('token')], [a], { isFirst: true });
  await result;
  expect(findings.publishedInDoubt).toBe(false);
});

test.each(['AlationForbidden', 'AlationRequestRefused'] as const)(
  'after %s the next credential has its turn, when what is published runs short',
  async (code) => {
    const { result } = mint([failure(code), minted('token')], [b, key('d')], { runsShort: true });
    expect((await result)?.credential.name).toBe('d');
    const both = mint([failure(code), failure('AlationUnavailable')], [b, key('d')], {
      isLost: true,
      until: NOW + 1,
    });
    await expect(both.result).rejects.toMatchObject({ code });
    const spared = mint([failure(code)], [b, key('d')]);
    await expect(spared.result).rejects.toMatchObject({ code });
  },
);

test('trouble with one kind of credential leads on to the other kind, when there is nothing to lose', async () => {
  const troubles = [erring, erring, erring];
  const { result, mints } = mint([...troubles, minted('token')], [b, key('d'), c], { isLost: true });
  expect((await result)?.credential).toBe(c);
  expect(mints()).toEqual(['mint b', 'mint b', 'mint b', 'mint c']);
  const { result: onlyOne, mints: ofOne } = mint(troubles, [b, key('d')], { isLost: true });
  await expect(onlyOne).rejects.toBe(erring);
  expect(ofOne()).toHaveLength(3);
  const { result: short } = mint(troubles, [b, c], { runsShort: true });
  await expect(short).rejects.toBe(erring);
});

test('a refusal is told rather than that all others were rejected', async () => {
  const refusal = failure('AlationForbidden');
  const { result } = mint([refusal, failure('CredentialRejected')], [b, c], { isLost: true });
  await expect(result).rejects.toBe(refusal);
});

test.each(['CertificateRejected', 'AlationThrottled', 'AlationRedirected'] as const)(
  '%s is about the instance: no other credential is tried',
  async (code) => {
    const { result, mints } = mint([failure(code)], [b, c], { isLost: true });
    await expect(result).rejects.toMatchObject({ code });
    expect(mints()).toHaveLength(1);
  },
);

test('a defect ends it, whatever there is to lose', async () => {
  const { result } = mint([new TypeError('a defect')], [b, c], { isLost: true });
  await expect(result).rejects.toThrow(TypeError);
});

test('when time is up nothing is minted', async () => {
  const { result, mints } = mint([], [b], { until: NOW });
  await expect(result).rejects.toMatchObject({
    code: 'DeadlineTooShort',
    message: 'too little time was left to mint an access token for bi; the next tick tries again',
  });
  expect(mints()).toEqual([]);
  const { result: inTime } = mint([minted('token')], [b], { until: NOW + 1 });
  expect(await inTime).toBeDefined();
});

test('when time is up after a refusal the refusal is told', async () => {
  const refusal = failure('AlationForbidden');
  const bench = rotationBench({ mint: [refusal] });
  const endpoints = {
    ...bench.deps.endpoints,
    mint: (...asked: Parameters<typeof bench.deps.endpoints.mint>) => {
      bench.moveBy(60_000);
      return bench.deps.endpoints.mint(...asked);
    },
  };
  const facts = rotationFacts([a, b, c], { published: published('published') });
  const result = mintFromFirstAccepted({ ...bench.deps, endpoints }, facts, [b, c], noProgress(), {
    publishedIsLost: true,
    publishedRunsShort: true,
  });
  await expect(result).rejects.toBe(refusal);
});
