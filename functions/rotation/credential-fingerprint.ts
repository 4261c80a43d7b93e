import { createHash } from 'node:crypto';
import type { Credential } from './credential.ts';

/**
 * Tells whether a credential is still the one it was, whatever its name, for the tags: 32 bits of a hash, which say
 * nothing of a secret that a machine made up. A client that was given a new secret is another one to it.
 */
export function credentialFingerprint(credential: Credential): string {
  const identity =
    credential.kind === 'oauth-client'
      ? [credential.clientId, credential.clientSecret.reveal()]
      : [credential.refreshToken.reveal()];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 8);
}
