import { createHash } from 'node:crypto';
import type { Credential } from './credential.ts';

/**
 * Tells whether a credential is still the one it was, whatever its name, for the tags: 32 bits of a hash, which say
 * nothing of a secret that a machine made up. A client that was given a new secret is another one to it.
 */
export function credentialFingerprint(credential: Credential): string {
  return credential.kind === 'oauth-client'
    ? fingerprintOf(credential.clientId, credential.clientSecret.reveal())
    : fingerprintOf(credential.refreshToken.reveal());
}

/**
 * Tells whether minting from a credential kills what was minted from it before. A client's access tokens are its own
 * whatever its secret.
 */
export function minterFingerprint(credential: Credential): string {
  return credential.kind === 'oauth-client'
    ? fingerprintOf(credential.kind, credential.clientId)
    : credentialFingerprint(credential);
}

function fingerprintOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
