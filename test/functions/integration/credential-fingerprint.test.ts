import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import {
  credentialFingerprint,
  minterFingerprint,
  minterId,
} from '../../../functions/integration/credential-fingerprint.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';

const refreshToken = (value: string, name = 'a', userId = 1): Credential => ({
  kind: 'refresh-token',
  name,
  refreshToken: new Sensitive(value),
  userId,
});
const client = (clientId: string, secret: string, name = 'a'): Credential => ({
  kind: 'oauth-client',
  name,
  clientId,
  clientSecret: new Sensitive(secret),
});

test('different refresh tokens, clients and client secrets have different fingerprints', () => {
  const all = [
    refreshToken('x'),
    refreshToken('y'),
    client('x', 'y'),
    client('y', 'x'),
    client('x', 'z'),
    client('', 'x'),
  ];
  expect(new Set(all.map(credentialFingerprint)).size).toBe(all.length);
});

test('a fingerprint does not depend on the name or the user id', () => {
  expect(credentialFingerprint(refreshToken('x', 'b', 2))).toBe(credentialFingerprint(refreshToken('x')));
  expect(credentialFingerprint(client('x', 'y', 'b'))).toBe(credentialFingerprint(client('x', 'y')));
});

test('a fingerprint has only 32 bits, so it reveals no secret', () => {
  expect(credentialFingerprint(refreshToken('x'.repeat(43)))).toMatch(/^[0-9a-f]{8}$/);
});

test('the fingerprint of a minter depends on the refresh token or the client id, and not on the client secret', () => {
  expect(minterFingerprint(client('x', 'y', 'b'))).toBe(minterFingerprint(client('x', 'z')));
  const all = [refreshToken('x'), refreshToken('y'), client('x', 'y'), client('y', 'x')];
  expect(new Set(all.map(minterFingerprint)).size).toBe(all.length);
  expect(minterFingerprint(refreshToken('x', 'b', 2))).toBe(minterFingerprint(refreshToken('x')));
  expect(minterFingerprint(client('x', 'y'))).toMatch(/^[0-9a-f]{8}$/);
});

const HERE = 'https://acme.alationcloud.com';

test('the id of a minter has 64 bits and does not depend on the name, the user id or the client secret', () => {
  expect(minterId(HERE, refreshToken('x', 'b', 2))).toBe(minterId(HERE, refreshToken('x')));
  expect(minterId(HERE, client('x', 'y', 'b'))).toBe(minterId(HERE, client('x', 'z')));
  const all = [refreshToken('x'), refreshToken('y'), client('x', 'y'), client('y', 'x')].map((one) =>
    minterId(HERE, one),
  );
  expect(new Set(all).size).toBe(all.length);
  for (const id of all) expect(id).toMatch(/^[0-9a-f]{16}$/);
});

test('the id of a minter depends on the Alation instance', () => {
  expect(minterId('https://copy.alationcloud.com', refreshToken('x'))).not.toBe(
    minterId(HERE, refreshToken('x')),
  );
});
