import { createHash } from 'node:crypto';
import type { Credential } from './credential.ts';

/**
 * Tells whether a client secret is still the one it was, for the tags: 32 bits of a hash, which say nothing of a
 * secret that a machine made up. Undefined for refresh tokens, whose age Alation itself knows.
 */
export function clientSecretFingerprint(credential: Credential): string | undefined {
  if (credential.kind !== 'oauth-client') return undefined;
  return createHash('sha256')
    .update(JSON.stringify([credential.clientId, credential.clientSecret.reveal()]))
    .digest('hex')
    .slice(0, 8);
}
