import type { PublishedAccessToken } from '../../functions/integration/access-token.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { verifyingCredential } from '../../functions/rotation/verify.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { alationFailure } from './alation-failure.ts';
import type { Alation } from './alation.ts';

/**
 * Verifies a published access token. Sends a client secret only to the Alation that it was stored for, even if the
 * access-token document names another Alation.
 *
 * @param stored the integration's credentials; one of them authenticates the verification of an OAuth access token
 * @param rotateCommand the command that publishes a new access token
 * @throws CliError if the access token cannot be verified
 */
export async function verifyPublished(
  { endpoints }: Alation,
  published: PublishedAccessToken,
  stored: { readonly baseUrl: string; readonly credentials: readonly Credential[] },
  rotateCommand: string,
): Promise<'active' | 'inactive'> {
  if (published.baseUrl !== stored.baseUrl) {
    throw notVerified(
      `The access token is from ${published.baseUrl}, but the credentials are for ${stored.baseUrl}`,
      `Publish an access token from ${stored.baseUrl}: ${rotateCommand}`,
    );
  }
  const verifier = verifyingCredential(stored.credentials, published);
  if (verifier === undefined) {
    throw notVerified(
      'No stored credential can verify the access token',
      `Publish an access token from a stored credential: ${rotateCommand}`,
    );
  }
  try {
    return (await endpoints.verify(stored.baseUrl, published, verifier)) === 'active' ? 'active' : 'inactive';
  } catch (error) {
    if (error instanceof RotationError && error.code === 'CredentialRejected') {
      throw new CliError(
        `The access token was not verified, because Alation rejects the credential "${verifier.name}"`,
        {
          code: error.code,
          exitCode: ExitCode.needsPerson,
          todo: [`Replace the credential "${verifier.name}" with the command "replace"`],
        },
      );
    }
    throw alationFailure('The command could not verify the access token', error, 'Try again in a moment');
  }
}

function notVerified(why: string, todo: string): CliError {
  return new CliError(`${why}. The access token was not verified`, {
    code: 'VerificationUnavailable',
    exitCode: ExitCode.needsPerson,
    todo: [todo],
  });
}
