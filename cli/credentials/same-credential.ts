import type { Credential } from '../../functions/integration/credential.ts';

/** Whether two credentials are the same for Alation. Their names do not matter. */
export function isSameCredential(one: Credential, other: Credential): boolean {
  if (one.kind === 'oauth-client') {
    return (
      other.kind === 'oauth-client' &&
      one.clientId === other.clientId &&
      one.clientSecret.equals(other.clientSecret)
    );
  }
  return (
    other.kind === 'refresh-token' &&
    one.userId === other.userId &&
    one.refreshToken.equals(other.refreshToken)
  );
}
