import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import {
  credentialFingerprint,
  minterFingerprint,
  minterId,
} from '../../../functions/integration/credential-fingerprint.ts';
import {
  mayBeIssuing,
  mintedByOf,
  minterInTags,
  issuingCredentialAmong,
} from '../../../functions/rotation/issuing-credential.ts';
import type { MintedBy } from '../../../functions/rotation/issuing-credential.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import { credentialState, DAY_MS, NOW, OLDER_VERSION, VERSION } from './state-fixture.ts';

const refreshToken = (name: string, token = `refresh token of ${name}`): Credential => ({
  kind: 'refresh-token',
  name,
  refreshToken: new Sensitive(token),
  userId: 1,
});
const client = (name: string, clientId = name, secret = `secret of ${clientId}`): Credential => ({
  kind: 'oauth-client',
  name,
  clientId,
  clientSecret: new Sensitive(secret),
});

/** `MintedBy` of an access token from the credential with this name. If `known` is given, the tags have its fingerprint. */
const bearerBy = (credential: string, known?: Credential): MintedBy => ({
  tokenType: 'Bearer',
  credential,
  fingerprint: known && minterFingerprint(known),
});
const apiKeyBy = (credential: string, known?: Credential): MintedBy => ({
  ...bearerBy(credential, known),
  tokenType: 'APIAccessToken',
});

test.each([
  {
    sentence: 'the issuing credential is found by its name',
    among: [refreshToken('a'), refreshToken('b')],
    mintedBy: apiKeyBy('b'),
    is: 'b',
  },
  {
    sentence: 'the issuing credential is not found after its removal',
    among: [refreshToken('a')],
    mintedBy: apiKeyBy('b'),
    is: undefined,
  },
  {
    sentence: 'an OAuth client with the name of the issuing refresh token is not the issuing credential',
    among: [client('a')],
    mintedBy: apiKeyBy('a'),
    is: undefined,
  },
  {
    sentence: 'a refresh token with the name of the issuing OAuth client is not the issuing credential',
    among: [refreshToken('a')],
    mintedBy: bearerBy('a'),
    is: undefined,
  },
  {
    sentence: 'the issuing OAuth client is found under a new name',
    among: [client('x', 'other'), client('renamed', 'known')],
    mintedBy: bearerBy('old name', client('old name', 'known')),
    is: 'renamed',
  },
  {
    sentence: 'the issuing OAuth client is found although another client has its name now',
    among: [client('a', 'other'), client('b', 'known')],
    mintedBy: bearerBy('a', client('a', 'known')),
    is: 'b',
  },
  {
    sentence: 'the issuing OAuth client is found with a new client secret',
    among: [client('a', 'other'), client('b', 'known', 'a new secret')],
    mintedBy: bearerBy('a', client('a', 'known')),
    is: 'b',
  },
  {
    sentence:
      'an OAuth client that replaced the issuing OAuth client under its name is not the issuing credential',
    among: [client('a', 'other')],
    mintedBy: bearerBy('a', client('a', 'known')),
    is: undefined,
  },
  {
    sentence: 'the issuing refresh token is found although another refresh token has its name now',
    among: [refreshToken('a', 'other'), refreshToken('b', 'known')],
    mintedBy: apiKeyBy('a', refreshToken('a', 'known')),
    is: 'b',
  },
  {
    sentence:
      'a refresh token that replaced the issuing refresh token under its name is not the issuing credential',
    among: [refreshToken('a', 'new'), refreshToken('b')],
    mintedBy: apiKeyBy('a', refreshToken('a', 'known')),
    is: undefined,
  },
])('$sentence', ({ among, mintedBy, is }) => {
  expect(issuingCredentialAmong(among, mintedBy)?.name).toBe(is);
});

test('if the issuing credential is found, no other credential may be the issuing credential', () => {
  const all = [refreshToken('a'), refreshToken('b'), client('c')];
  const found = all.filter((one) => mayBeIssuing(one, apiKeyBy('b'), all));
  expect(found.map(({ name }) => name)).toEqual(['b']);
});

test.each([
  {
    sentence:
      'if the issuing refresh token is gone and its fingerprint unknown, each refresh token may be the issuing credential, and no OAuth client',
    mintedBy: apiKeyBy('gone'),
    expected: ['a', 'b'],
  },
  {
    sentence:
      'if the issuing refresh token is gone and its fingerprint known, no credential may be the issuing credential',
    mintedBy: apiKeyBy('a', refreshToken('gone')),
    expected: [],
  },
  {
    sentence:
      'if the issuing OAuth client is gone and its fingerprint unknown, each OAuth client may be the issuing credential, and no refresh token',
    mintedBy: bearerBy('gone'),
    expected: ['c'],
  },
  {
    sentence:
      'if the issuing OAuth client is gone and its fingerprint known, no credential may be the issuing credential',
    mintedBy: bearerBy('c', client('gone')),
    expected: [],
  },
])('$sentence', ({ mintedBy, expected }) => {
  const all = [refreshToken('a'), refreshToken('b'), client('c')];
  expect(all.filter((one) => mayBeIssuing(one, mintedBy, all)).map(({ name }) => name)).toEqual(expected);
});

test('the name of the issuing credential comes from the tags rather than the document', () => {
  const document = { tokenType: 'APIAccessToken', credential: 'then' } as const;
  expect(mintedByOf(document, { credential: 'now', fingerprint: '0a1b2c3d' })).toEqual({
    tokenType: 'APIAccessToken',
    credential: 'now',
    fingerprint: '0a1b2c3d',
  });
  expect(mintedByOf(document, undefined)).toEqual({
    tokenType: 'APIAccessToken',
    credential: 'then',
    fingerprint: undefined,
  });
});

const URL = 'https://acme.alationcloud.com';
/** The state of a credential in the tags, at an older version of the credentials secret. */
const tagged = (credential: Credential, changes: Partial<CredentialState> = {}) =>
  credentialState({
    name: credential.name,
    kind: credential.kind,
    versionId: OLDER_VERSION,
    storedAt: NOW - DAY_MS,
    fingerprint: credentialFingerprint(credential),
    minter: minterId(URL, credential),
    ...changes,
  });
const stored = { versionId: VERSION, createdAt: NOW };
const mintedAt = (issuedAt: number) => ({ credential: 'a', issuedAt });

test.each([
  {
    sentence: 'a refresh token under its new name',
    was: refreshToken('a', 'one'),
    now: [refreshToken('b', 'one'), refreshToken('a')],
  },
  {
    sentence: 'an OAuth client with a new client secret',
    was: client('a', 'one'),
    now: [client('a', 'one', 'new')],
  },
])(
  'the tags of the credentials before a replacement still identify the issuing credential: $sentence',
  (row) => {
    const { was, now } = row;
    const document = { baseUrl: URL, credentials: now };
    expect(minterInTags(mintedAt(NOW - 1), [tagged(was)], document, stored)).toBe(
      now[0] && minterFingerprint(now[0]),
    );
  },
);

test.each([
  { kind: 'refresh token', was: refreshToken('a', 'one'), now: refreshToken('a', 'two') },
  { kind: 'OAuth client', was: client('a', 'one'), now: client('a', 'two') },
])('a new $kind with the name of the replaced issuing credential is not the issuing credential', (row) => {
  const { was, now } = row;
  const document = { baseUrl: URL, credentials: [now, refreshToken('b'), client('c')] };
  const fingerprint = minterInTags(mintedAt(NOW - 1), [tagged(was)], document, stored);
  expect(fingerprint).toBeDefined();
  const mintedBy = { ...(was.kind === 'oauth-client' ? bearerBy('a') : apiKeyBy('a')), fingerprint };
  expect(document.credentials.filter((one) => mayBeIssuing(one, mintedBy, document.credentials))).toEqual([]);
});

test.each<[string, Partial<CredentialState>, number]>([
  ['the credentials are those of the mint', {}, NOW],
  ['the tags describe the stored credentials', { versionId: VERSION }, NOW - 1],
  ['the tags describe only a credential with another name', { name: 'b' }, NOW - 1],
  ['the tags do not contain the minter id of the OAuth client', { minter: undefined }, NOW - 1],
])('the name decides about the issuing credential if %s', (_, changes, issuedAt) => {
  const was = client('a', 'one');
  const document = { baseUrl: URL, credentials: [client('a', 'two')] };
  expect(minterInTags(mintedAt(issuedAt), [tagged(was, changes)], document, stored)).toBeUndefined();
});

test('the tags of a credential that was stored after the mint do not show that it is the issuing credential', () => {
  const was = client('a', 'one');
  const later = tagged(was, { storedAt: NOW - 1 });
  const unchanged = { baseUrl: URL, credentials: [client('a', 'one')] };
  expect(minterInTags(mintedAt(NOW - 2), [later], unchanged, stored)).toBeUndefined();
  const replaced = { baseUrl: URL, credentials: [client('a', 'two')] };
  const fingerprint = minterInTags(mintedAt(NOW - 2), [later], replaced, stored);
  expect(mayBeIssuing(client('a', 'two'), { ...bearerBy('a'), fingerprint }, replaced.credentials)).toBe(
    false,
  );
});

test('a credential that was stored at the time of the mint is the issuing credential', () => {
  const was = client('a', 'one');
  const tags = [tagged(was, { storedAt: NOW - 2 })];
  expect(minterInTags(mintedAt(NOW - 2), tags, { baseUrl: URL, credentials: [was] }, stored)).toBe(
    minterFingerprint(was),
  );
});
