import type { Credential } from '../integration/credential.ts';
import type { Clock, CredentialInspection, TokenEndpoints } from '../integration/ports.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { RotationErrorCode } from '../integration/rotation-error.ts';

const inTrouble: ReadonlySet<RotationErrorCode> = new Set(['AlationUnavailable', 'AlationThrottled']);

/**
 * Asks Alation when each credential expires. Best effort: it comes after publishing, and a credential that Alation
 * does not answer about is left out. The answer is advisory, only a mint decides whether a credential is rejected.
 *
 * @param until no question is asked at or after this instant, ms since the epoch
 * @returns what Alation said, by name of the credential
 */
export async function inspectCredentials(
  {
    endpoints,
    clock,
  }: { readonly endpoints: Pick<TokenEndpoints, 'inspect'>; readonly clock: Pick<Clock, 'now'> },
  baseUrl: string,
  credentials: readonly Credential[],
  until: number,
): Promise<ReadonlyMap<string, CredentialInspection>> {
  const inspections = new Map<string, CredentialInspection>();
  for (const credential of credentials) {
    if (credential.kind === 'oauth-client') continue;
    if (clock.now() >= until) break;
    try {
      inspections.set(credential.name, await endpoints.inspect(baseUrl, credential));
    } catch (error) {
      if (!(error instanceof RotationError)) throw error;
      // Alation is in trouble or slow: asking about the next one would only prolong the tick.
      if (inTrouble.has(error.code)) break;
    }
  }
  return inspections;
}
