import { hash } from 'node:crypto';
import type { Credential } from './credential.ts';

/**
 * Identifies a credential in tags, whatever its name. An OAuth client with a new secret has a new fingerprint. 32 bits of
 * a hash reveal nothing about a secret that a machine generated.
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

/** 32 bits of a hash of these texts, in hexadecimal digits. */
export function fingerprintOf(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 8);
}
