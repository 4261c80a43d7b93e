import type { PublishedAccessToken } from '../../functions/integration/access-token.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { verifyingCredential } from '../../functions/rotation/verify.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { alationFailure } from './alation-failure.ts';
import type { Alation } from './alation.ts';

/**
 * Asks Alation whether a published access token is alive. A client secret goes to the Alation that it was stored for and
 * to no other, whatever the access token's document says.
 *
 * @param stored the integration's credentials, through one of which an OAuth access token is asked about
 * @throws CliError when Alation cannot be asked
 */
export async function verifyPublished(
  { endpoints }: Alation,
  published: PublishedAccessToken,
  stored: { readonly baseUrl: string; readonly credentials: readonly Credential[] },
): Promise<'active' | 'inactive'> {
  if (published.baseUrl !== stored.baseUrl) {
    throw new CliError(
      `The access token is of ${published.baseUrl} and the credentials are for ${stored.baseUrl}, so neither Alation was asked`,
      {
        code: 'VerificationUnavailable',
        exitCode: ExitCode.needsPerson,
        todo: [`Rotate: the next access token is of ${stored.baseUrl}`],
      },
    );
  }
  const through = verifyingCredential(stored.credentials, published);
  if (through === undefined) {
    throw new CliError('No credential is left through which Alation could be asked about this access token', {
      code: 'VerificationUnavailable',
      exitCode: ExitCode.needsPerson,
      todo: ['Rotate: the next access token comes from a credential that is there'],
    });
  }
  try {
    return (await endpoints.verify(stored.baseUrl, published, through)) === 'active' ? 'active' : 'inactive';
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
