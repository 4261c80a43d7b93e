import type { Credential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import type { Alation } from '../alation/alation.ts';
import { revokeAccessTokens } from '../alation/revoke-access-tokens.ts';
import { CliError } from '../cli-error.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Revokes what was minted, which shows on the way whether `revoke` would work.
 *
 * @param isAlive asks about the last access token that was minted
 */
export async function cleanUp(
  alation: Alation,
  baseUrl: string,
  credential: Credential,
  isAlive: () => Promise<boolean>,
): Promise<Finding> {
  try {
    const revocation = await revokeAccessTokens(alation, baseUrl, credential);
    if (revocation === 'revoked' && !(await isAlive())) {
      return finding('Alation', 'Revoking', 'ok', 'kills access tokens at once');
    }
  } catch (error) {
    if (!(error instanceof RotationError || error instanceof CliError)) throw error;
  }
  return finding(
    'Alation',
    'Revoking',
    'warning',
    'what was minted here could not be revoked and lives until it expires',
    'Revoke the throw-away credential in Alation',
  );
}
