import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import {
  credentialFingerprint,
  minterFingerprint,
} from '../../../functions/integration/credential-fingerprint.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';

const key = (refreshToken: string, name = 'a', userId = 1): Credential => ({
  kind: 'refresh-token',
  name,
  refreshToken: new Sensitive(refreshToken),
  userId,
});
const client = (clientId: string, secret: string, name = 'a'): Credential => ({
  kind: 'oauth-client',
  name,
  clientId,
  clientSecret: new Sensitive(secret),
});

test('a fingerprint tells refresh tokens, clients and their secrets apart', () => {
  const all = [key('x'), key('y'), client('x', 'y'), client('y', 'x'), client('x', 'z'), client('', 'x')];
  expect(new Set(all.map(credentialFingerprint)).size).toBe(all.length);
});

test('it is the same whatever a credential is called, and whoever it is said to belong to', () => {
  expect(credentialFingerprint(key('x', 'b', 2))).toBe(credentialFingerprint(key('x')));
  expect(credentialFingerprint(client('x', 'y', 'b'))).toBe(credentialFingerprint(client('x', 'y')));
});

test('it is too short to tell anything of a secret', () => {
  expect(credentialFingerprint(key('x'.repeat(43)))).toMatch(/^[0-9a-f]{8}$/);
});

test('whose mints kill each other: those of a refresh token, and of a client whatever its secret', () => {
  expect(minterFingerprint(client('x', 'y', 'b'))).toBe(minterFingerprint(client('x', 'z')));
  const all = [key('x'), key('y'), client('x', 'y'), client('y', 'x')];
  expect(new Set(all.map(minterFingerprint)).size).toBe(all.length);
  expect(minterFingerprint(key('x', 'b', 2))).toBe(minterFingerprint(key('x')));
  expect(minterFingerprint(client('x', 'y'))).toMatch(/^[0-9a-f]{8}$/);
});
