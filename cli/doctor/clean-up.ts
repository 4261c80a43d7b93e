import type { Credential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import type { Alation } from '../alation/alation.ts';
import { CliError } from '../cli-error.ts';
import { revokeAccessTokens } from '../revocation/revoke-access-tokens.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Revokes the access tokens of the probe. This also shows whether the command `revoke` works.
 *
 * @param isActive verifies the last access token of the probe
 */
export async function cleanUp(
  alation: Alation,
  baseUrl: string,
  credential: Credential,
  isActive: () => Promise<boolean>,
): Promise<Finding> {
  try {
    const revocation = await revokeAccessTokens(alation, baseUrl, credential);
    if (revocation === 'revoked' && !(await isActive())) {
      return finding('Alation', 'Revoking', 'ok', 'makes access tokens inactive immediately');
    }
  } catch (error) {
    if (!(error instanceof RotationError || error instanceof CliError)) throw error;
  }
  return finding(
    'Alation',
    'Revoking',
    'warning',
    'it is unknown whether the access tokens of this probe are revoked. They may stay active until they expire',
    'Revoke the test credential in Alation',
  );
}
