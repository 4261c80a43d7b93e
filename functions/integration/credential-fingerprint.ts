import { hash } from 'node:crypto';
import type { Credential } from './credential.ts';

/**
 * Identifies a credential in tags, whatever its name. An OAuth client with a new client secret has a new fingerprint.
 * 32 bits of a hash reveal nothing about a secret that a machine generated.
 */
export function credentialFingerprint(credential: Credential): string {
  return credential.kind === 'oauth-client'
    ? fingerprintOf(credential.clientId, credential.clientSecret.reveal())
    : fingerprintOf(credential.refreshToken.reveal());
}

/**
 * Identifies the credentials whose mints revoke each other's access token: the same refresh token or OAuth client. A new
 * client secret does not change the fingerprint.
 */
export function minterFingerprint(credential: Credential): string {
  return credential.kind === 'oauth-client'
    ? fingerprintOf(credential.kind, credential.clientId)
    : credentialFingerprint(credential);
}

/**
 * Identifies a minter among all integrations, in 64 bits: with 200,000 credentials, about five pairs of different
 * credentials would have the same 32 bits. The id depends on the base URL, because a copy of an Alation instance has the same
 * credentials. A new client secret does not change the id.
 */
export function minterId(baseUrl: string, credential: Credential): string {
  const id = credential.kind === 'oauth-client' ? credential.clientId : credential.refreshToken.reveal();
  return hashOf(credential.kind, baseUrl, id).slice(0, 16);
}

/** 32 bits of a hash of these texts, in hexadecimal digits. */
export function fingerprintOf(...parts: readonly string[]): string {
  return hashOf(...parts).slice(0, 8);
}

function hashOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts));
}
