import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import { failedIfAllRefused, inspectCredentials } from '../../../functions/rotation/inspect-credentials.ts';
import type { Done } from '../../../functions/rotation/outcome.ts';
import { accessTokenState, credentialState, integrationState, NOW } from './state-fixture.ts';
import { client, failure, refreshToken, published, rotationBench, rotationFacts } from './facts-fixture.ts';
import type { AlationScript } from './facts-fixture.ts';

const active = { state: 'active', expiresAt: NOW } as const;
const kept: Done = { kind: 'issuing-credential-kept', reason: 'CredentialReplaced', findings: noFindings };

/** Inspects these credentials after this outcome. By default the rotation kept the issuing credential. */
function inspecting(
  inspect: NonNullable<AlationScript['inspect']>,
  credentials: readonly Credential[],
  { done = kept, until = NOW + 1 }: { readonly done?: Done; readonly until?: number } = {},
) {
  const { deps, calls } = rotationBench({ inspect });
  return { found: inspectCredentials(deps, rotationFacts(credentials, { until }), done), calls };
}

test('if a rotation kept the issuing credential, each refresh token is inspected, and no OAuth client', async () => {
  const { found, calls } = inspecting(
    [active, { state: 'refused' }],
    [refreshToken('a'), client('b'), refreshToken('c')],
  );
  expect([...(await found)]).toEqual([
    ['a', active],
    ['c', { state: 'refused' }],
  ]);
  expect(calls).toEqual(['inspect a', 'inspect c']);
});

test.each(['AlationUnavailable', 'AlationThrottled'] as const)(
  'after the failure %s no further credential is inspected',
  async (code) => {
    const { found, calls } = inspecting(
      [active, failure(code)],
      [refreshToken('a'), refreshToken('b'), refreshToken('c')],
    );
    expect([...(await found).keys()]).toEqual(['a']);
    expect(calls).toEqual(['inspect a', 'inspect b']);
  },
);

test('if Alation refuses to inspect a credential, the other credentials are still inspected', async () => {
  const { found } = inspecting([failure('AlationForbidden'), active], [refreshToken('a'), refreshToken('b')]);
  expect([...(await found)]).toEqual([['b', active]]);
});

test('no credential is inspected when the time is up', async () => {
  const { found, calls } = inspecting([], [refreshToken('a')], { until: NOW });
  expect([...(await found)]).toEqual([]);
  expect(calls).toEqual([]);
});

test('a defect during an inspection is thrown', async () => {
  await expect(inspecting([new TypeError('a defect')], [refreshToken('a')]).found).rejects.toThrow(TypeError);
});

test('a credential that was just rejected, or rejected at this version before, is not inspected', async () => {
  const done: Done = { ...kept, findings: { ...noFindings, rejected: new Set(['b']) } };
  const { deps, calls } = rotationBench({ inspect: [active] });
  const state = integrationState({
    credentials: [credentialState({ name: 'a', state: 'rejected' }), credentialState({ name: 'b' })],
  });
  await inspectCredentials(
    deps,
    rotationFacts([refreshToken('a'), refreshToken('b'), refreshToken('c')], { state }),
    done,
  );
  expect(calls).toEqual(['inspect c']);
});

test.each<Done>([
  { kind: 'skipped', reason: 'NotDue', findings: noFindings },
  { kind: 'probe-unanswered', isClientRefused: false, findings: noFindings },
  { kind: 'failed', error: failure('AlationForbidden'), findings: noFindings },
])('when the outcome is $kind no credential is inspected', async (done) => {
  const { found } = inspecting([], [refreshToken('a')], { done });
  expect([...(await found)]).toEqual([]);
});

const theirs = published('theirs', { credential: 'b' });
const adopted: Done = {
  kind: 'adopted',
  reason: 'NearingExpiry',
  versionId: 'version',
  accessToken: theirs,
  verified: true,
  findings: noFindings,
};

test('after an adoption each refresh token is inspected', async () => {
  const { found } = inspecting([active, active], [refreshToken('a'), refreshToken('b')], { done: adopted });
  expect([...(await found).keys()]).toEqual(['a', 'b']);
});

test.each([
  { verified: false, inspected: ['inspect a', 'inspect b'] },
  { verified: true, inspected: [] },
])(
  'after a probe of an access token with verified=$verified in the tags, these calls inspect credentials: $inspected',
  async ({ verified, inspected }) => {
    const { deps, calls } = rotationBench({ inspect: [active, active] });
    const credentials = ['a', 'b'].map((name) => credentialState({ name, expirySource: 'reported' }));
    const state = integrationState({ credentials, accessToken: accessTokenState({ verified }) });

    await inspectCredentials(deps, rotationFacts([refreshToken('a'), refreshToken('b')], { state }), {
      kind: 'probed',
      findings: noFindings,
    });

    expect(calls).toEqual(inspected);
  },
);

test('after a probe a credential that the tags do not describe is inspected', async () => {
  const { deps, calls } = rotationBench({ inspect: [active] });
  const state = integrationState({ credentials: [credentialState({ name: 'a' })] });
  await inspectCredentials(deps, rotationFacts([refreshToken('a'), refreshToken('b')], { state }), {
    kind: 'probed',
    findings: noFindings,
  });
  expect(calls).toEqual(['inspect b']);
});

test('the refusal of every credential is a failure only if the issuing credential was kept', () => {
  const facts = rotationFacts([refreshToken('a'), refreshToken('b')]);
  const refused = new Map([
    ['a', { state: 'refused' } as const],
    ['b', { state: 'refused' } as const],
  ]);
  expect(failedIfAllRefused(facts, kept, refused)).toMatchObject({ kind: 'failed' });
  expect(failedIfAllRefused(facts, adopted, refused)).toBe(adopted);
  expect(failedIfAllRefused(facts, kept, new Map([['a', { state: 'refused' } as const]]))).toBe(kept);
});
