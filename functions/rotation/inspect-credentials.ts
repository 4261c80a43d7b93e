import type { Credential } from './credential.ts';
import type { CredentialInspection, TokenEndpoints } from './ports.ts';
import { RotationError } from './rotation-error.ts';

/**
 * Asks Alation when each credential expires. Best effort: it comes after publishing, and a credential that Alation
 * does not answer about is left out. The answer is advisory, only a mint decides whether a credential is rejected.
 *
 * @returns what Alation said, by name of the credential
 */
export async function inspectCredentials(
  endpoints: Pick<TokenEndpoints, 'inspect'>,
  baseUrl: string,
  credentials: readonly Credential[],
): Promise<ReadonlyMap<string, CredentialInspection>> {
  const inspections = new Map<string, CredentialInspection>();
  for (const credential of credentials) {
    if (credential.kind === 'oauth-client') continue;
    try {
      inspections.set(credential.name, await endpoints.inspect(baseUrl, credential));
    } catch (error) {
      if (!(error instanceof RotationError)) throw error;
      // Alation is in trouble or slow: asking about the next one would only prolong the tick.
      break;
    }
  }
  return inspections;
}
