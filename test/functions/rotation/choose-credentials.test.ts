import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { credentialFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import {
  unusedFirst,
  alternatingOrder,
  nonIssuingFirst,
  wasAccepted,
  mayMintFromIssuing,
  rejectedAt,
} from '../../../functions/rotation/choose-credentials.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { credentialState, OLDER_VERSION, VERSION } from './state-fixture.ts';

const credentials = (names: string): readonly Credential[] =>
  names
    .split('')
    .map((name) => ({ kind: 'refresh-token', name, refreshToken: new Sensitive(name), userId: 1 }));

test.each([
  {
    sentence: 'without a published access token the credentials keep their order',
    all: 'abc',
    issuingCredential: undefined,
    order: 'abc',
  },
  { sentence: 'the issuing credential comes last', all: 'ab', issuingCredential: 'a', order: 'ba' },
  {
    sentence: 'the credential after the issuing credential comes first',
    all: 'abc',
    issuingCredential: 'b',
    order: 'cab',
  },
  {
    sentence: 'the first credential follows the last credential',
    all: 'abc',
    issuingCredential: 'c',
    order: 'abc',
  },
  {
    sentence: 'the order contains a single credential although it is the issuing credential',
    all: 'a',
    issuingCredential: 'a',
    order: 'a',
  },
  {
    sentence: 'an issuing credential that was removed does not change the order',
    all: 'ab',
    issuingCredential: 'x',
    order: 'ab',
  },
])('$sentence', ({ all, issuingCredential, order }) => {
  const names = alternatingOrder(credentials(all), issuingCredential, []).map(({ name }) => name);
  expect(names.join('')).toBe(order);
});

test('the order omits skipped credentials', () => {
  const names = alternatingOrder(credentials('abc'), 'a', [{ name: 'b' }]).map(({ name }) => name);
  expect(names.join('')).toBe('ca');
});

test.each([
  ['CredentialReplaced', 2, false, false],
  ['CredentialReplaced', 1, false, true],
  ['CredentialReplaced', 1, true, true],
  ['NearingExpiry', 2, false, true],
  ['NearingExpiry', 2, true, false],
  ['NearingExpiry', 1, true, true],
  ['Expired', 2, false, true],
  ['Dead', 2, true, true],
  ['Requested', 2, true, true],
] as const)(
  'a rotation with the reason %s, %i credential(s) and isEarly=%s may mint from the issuing credential: %s',
  (reason, count, isEarly, may) => {
    expect(mayMintFromIssuing(reason, count, isEarly)).toBe(may);
  },
);

const client = (name: string): Credential => ({
  kind: 'oauth-client',
  name,
  clientId: name,
  clientSecret: new Sensitive(`secret of ${name}`),
});
const apiKeyBy = (name: string) =>
  ({ tokenType: 'APIAccessToken', credential: name, fingerprint: undefined }) as const;
const bearerBy = (name: string) =>
  ({ tokenType: 'Bearer', credential: name, fingerprint: undefined }) as const;

test.each([
  { after: 'no mint', mintedBy: undefined, order: 'abc' },
  { after: 'a mint from a refresh token that is gone', mintedBy: apiKeyBy('gone'), order: 'cab' },
  { after: 'a mint from an OAuth client that is gone', mintedBy: bearerBy('gone'), order: 'abc' },
  { after: 'a mint from a', mintedBy: apiKeyBy('a'), order: 'bca' },
])(
  'after $after, the order of the refresh tokens a and b and the OAuth client c is $order',
  ({ mintedBy, order }) => {
    const all = [...credentials('ab'), client('c')];
    const names = nonIssuingFirst(all, mintedBy, all).map(({ name }) => name);
    expect(names.join('')).toBe(order);
  },
);

/** The state of a credential, with the fingerprint of its present refresh token or client secret. */
const stateOf = (credential: Credential, state: 'active' | 'rejected' | 'unchecked' = 'active') =>
  credentialState({
    name: credential.name,
    kind: credential.kind,
    state,
    fingerprint: credentialFingerprint(credential),
  });

test('credentials that are not known to have minted come first', () => {
  const [a, b, c, d] = credentials('abcd');
  if (!a || !b || !c || !d) throw new TypeError('a credential is missing');
  const states = [stateOf(a), stateOf(b, 'unchecked'), stateOf(c)];
  const names = unusedFirst([a, b, c, d], states).map(({ name }) => name);
  expect(names.join('')).toBe('bdac');
});

test.each([
  ['a refresh token', credentials('a')[0] ?? client('a')],
  ['an OAuth client', client('a')],
])(
  '%s counts as accepted before only if the tags have an active credential with its fingerprint',
  (_, credential) => {
    const named = (name: string): Credential => ({ ...credential, name });
    expect(wasAccepted(credential, [stateOf(credential)])).toBe(true);
    expect(wasAccepted(named('renamed'), [stateOf(credential)])).toBe(true);
    expect(wasAccepted(credential, [stateOf(credential, 'rejected')])).toBe(false);
    expect(wasAccepted(credential, [stateOf(credential, 'unchecked')])).toBe(false);
    expect(wasAccepted(credential, [credentialState({ name: credential.name })])).toBe(false);
    expect(wasAccepted(credential, [])).toBe(false);
  },
);

test('a rejection counts only at its version of the credentials secret', () => {
  const states = [
    credentialState({ name: 'a', state: 'rejected' }),
    credentialState({ name: 'b', state: 'rejected', versionId: OLDER_VERSION }),
  ];
  expect([...rejectedAt(states, VERSION)]).toEqual(['a']);
});
