import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { minterFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import {
  mayBeIssuing,
  mintedByOf,
  issuingCredentialAmong,
} from '../../../functions/rotation/issuing-credential.ts';
import type { MintedBy } from '../../../functions/rotation/issuing-credential.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';

const key = (name: string, refreshToken = `refresh token of ${name}`): Credential => ({
  kind: 'refresh-token',
  name,
  refreshToken: new Sensitive(refreshToken),
  userId: 1,
});
const client = (name: string, clientId = name, secret = `secret of ${clientId}`): Credential => ({
  kind: 'oauth-client',
  name,
  clientId,
  clientSecret: new Sensitive(secret),
});

/** Of an access token that was minted from a credential of that name, and from this one where that is known. */
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
  { sentence: 'by its name', among: [key('a'), key('b')], mintedBy: apiKeyBy('b'), is: 'b' },
  { sentence: 'not one that is gone', among: [key('a')], mintedBy: apiKeyBy('b'), is: undefined },
  { sentence: 'not a client in its name', among: [client('a')], mintedBy: apiKeyBy('a'), is: undefined },
  { sentence: 'not a refresh token in its name', among: [key('a')], mintedBy: bearerBy('a'), is: undefined },
  {
    sentence: 'by its client under a new name',
    among: [client('x', 'other'), client('renamed', 'known')],
    mintedBy: bearerBy('old name', client('old name', 'known')),
    is: 'renamed',
  },
  {
    sentence: 'by its client rather than by a name that was given to another',
    among: [client('a', 'other'), client('b', 'known')],
    mintedBy: bearerBy('a', client('a', 'known')),
    is: 'b',
  },
  {
    sentence: 'by its client where the client secret is new',
    among: [client('a', 'other'), client('b', 'known', 'a new secret')],
    mintedBy: bearerBy('a', client('a', 'known')),
    is: 'b',
  },
  {
    sentence: 'not by the name of a client that was replaced',
    among: [client('a', 'other')],
    mintedBy: bearerBy('a', client('a', 'known')),
    is: undefined,
  },
  {
    sentence: 'by its refresh token rather than by a name that was given to another',
    among: [key('a', 'other'), key('b', 'known')],
    mintedBy: apiKeyBy('a', key('a', 'known')),
    is: 'b',
  },
  {
    sentence: 'not by the name of a refresh token that was replaced',
    among: [key('a', 'new'), key('b')],
    mintedBy: apiKeyBy('a', key('a', 'known')),
    is: undefined,
  },
])('the issuingCredential is found: $sentence', ({ among, mintedBy, is }) => {
  expect(issuingCredentialAmong(among, mintedBy)?.name).toBe(is);
});

test('minting from any credential but the issuingCredential leaves the published access token alive', () => {
  const all = [key('a'), key('b'), client('c')];
  const harmful = all.filter((one) => mayBeIssuing(one, apiKeyBy('b'), all));
  expect(harmful.map(({ name }) => name)).toEqual(['b']);
});

test.each([
  { sentence: 'any refresh token may be it, and no client', mintedBy: apiKeyBy('gone'), harmful: ['a', 'b'] },
  {
    sentence: 'none is, where its refresh token is known',
    mintedBy: apiKeyBy('a', key('gone')),
    harmful: [],
  },
  { sentence: 'any client may be it, and no refresh token', mintedBy: bearerBy('gone'), harmful: ['c'] },
  { sentence: 'none is, where its client is known', mintedBy: bearerBy('c', client('gone')), harmful: [] },
])('when the issuingCredential is not to be found $sentence', ({ mintedBy, harmful }) => {
  const all = [key('a'), key('b'), client('c')];
  expect(all.filter((one) => mayBeIssuing(one, mintedBy, all)).map(({ name }) => name)).toEqual(harmful);
});

test('the tags know better than the document what the issuingCredential is called', () => {
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
