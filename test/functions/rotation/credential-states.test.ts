import { expect, test } from 'vitest';
import { credentialFingerprint, minterId } from '../../../functions/integration/credential-fingerprint.ts';
import type { Credential } from '../../../functions/integration/credential.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import { credentialStates } from '../../../functions/rotation/credential-states.ts';
import type { CredentialFindings } from '../../../functions/rotation/credential-states.ts';
import { BASE_URL, client, refreshToken } from './facts-fixture.ts';
import { credentialState, DAY_MS, NOW, OLDER_VERSION, VERSION } from './state-fixture.ts';

const [a, b, c] = [refreshToken('a'), refreshToken('b'), refreshToken('c')];
const secret = { versionId: VERSION, text: '', createdAt: NOW };
const none = { rejected: new Set<string>(), isMoved: false, baseUrl: BASE_URL };
const STORED_AT = NOW - 99 * DAY_MS;

/** The state of this credential in an older version of the secret. */
function older(credential: Credential, state: CredentialState['state'] = 'active'): CredentialState {
  const { name, kind } = credential;
  const fingerprint = credentialFingerprint(credential);
  return credentialState({ name, kind, fingerprint, state, versionId: OLDER_VERSION, storedAt: STORED_AT });
}

/** The states of these credentials in a new version of the secret. */
const statesOf = (
  credentials: readonly Credential[],
  before: readonly CredentialState[],
  found: CredentialFindings = none,
) => credentialStates(credentials, secret, before, found, defaultPolicy);

const minter = minterId(BASE_URL, a);

test.each([
  { was: 'rejected', after: { state: 'rejected', storedAt: STORED_AT, minter: undefined } },
  { was: 'forbidden', after: { state: 'forbidden', storedAt: STORED_AT, minter } },
  { was: 'unchecked', after: { state: 'unchecked', storedAt: NOW, minter } },
] as const)('a credential that is $was stays $was while another credential is replaced', ({ was, after }) => {
  const [unchanged, successor] = statesOf([a, c], [older(a, was), older(b)]);
  expect(unchanged).toMatchObject(after);
  expect(successor).toMatchObject({ state: 'unchecked', storedAt: NOW });
});

test('a rejected credential stays rejected if another credential is added', () => {
  expect(statesOf([a, b], [older(a, 'rejected')])).toMatchObject([
    { state: 'rejected' },
    { state: 'unchecked' },
  ]);
});

test.each([
  ['if all credentials are stored again', none],
  ['at another Alation instance', { ...none, isMoved: true }],
])('a rejected credential is tried again %s', (_, found) => {
  const before = [older(a, 'rejected'), older(b)];
  const credentials = found.isMoved ? [a, c] : [b, a];
  expect(statesOf(credentials, before, found)).toContainEqual(
    expect.objectContaining({ name: 'a', state: 'unchecked', storedAt: NOW }),
  );
});

test.each([
  ['unchecked', 'forbidden'],
  ['active', 'forbidden'],
  ['rejected', 'rejected'],
] as const)('after a 403 an OAuth client that was %s is %s', (was, state) => {
  const before = { ...older(client('d'), was), versionId: VERSION };
  expect(statesOf([client('d')], [before], { ...none, forbidden: new Set(['d']) })).toMatchObject([
    { state },
  ]);
});
