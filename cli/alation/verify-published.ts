import type { PublishedAccessToken } from '../../functions/rotation/access-token.ts';
import type { Credential } from '../../functions/rotation/credential.ts';
import { RotationError } from '../../functions/rotation/rotation-error.ts';
import { verifyingCredential } from '../../functions/rotation/verify-access-token.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { alationFailure } from './alation-failure.ts';
import type { Alation } from './alation.ts';

/**
 * Asks Alation whether a published access token is alive.
 *
 * @param credentials those of the integration, through one of which an OAuth access token is asked about
 * @throws CliError when Alation cannot be asked
 */
export async function verifyPublished(
  { endpoints }: Alation,
  published: PublishedAccessToken,
  credentials: readonly Credential[],
): Promise<'alive' | 'dead'> {
  const through = verifyingCredential(credentials, published);
  if (through === undefined) {
    throw new CliError('No credential is left through which Alation could be asked about this access token', {
      code: 'VerificationUnavailable',
      exitCode: ExitCode.needsPerson,
      todo: ['Rotate: the next access token comes from a credential that is there'],
    });
  }
  try {
    return (await endpoints.verify(published.baseUrl, published, through)) === 'alive' ? 'alive' : 'dead';
  } catch (error) {
    if (error instanceof RotationError && error.code === 'CredentialRejected') {
      throw new CliError(`Alation refuses the credential "${through.name}", so it cannot be asked`, {
        code: error.code,
        exitCode: ExitCode.needsPerson,
        todo: ['Replace the credential'],
      });
    }
    throw alationFailure('Alation could not be asked about the access token', error, 'Try again in a moment');
  }
}
