import { type CliError, usageError } from '../cli-error.ts';
import type { CredentialOptions } from '../program/credential-options.ts';
import type { OnboardOptions } from './new-credentials.ts';

type Options = CredentialOptions & Pick<OnboardOptions, 'create' | 'username'>;

/**
 * Refuses options that would be ignored.
 *
 * @throws CliError which names the two options
 */
export function requireFittingOptions({ create, username, oauth, clientId, userId }: Options): void {
  const ofOAuth = oauth === true ? '--oauth' : clientId === undefined ? undefined : '--client-id';
  if (create === true && ofOAuth !== undefined) {
    throw misfit(`--create makes refresh tokens, so it cannot be used with ${ofOAuth}`);
  }
  if (create === true && userId !== undefined) {
    throw misfit(
      '--create makes refresh tokens of the user who signs on, so it cannot be used with --user-id',
    );
  }
  if (create !== true && username !== undefined) {
    throw misfit(
      '--username is for --create only, and --create is missing',
      'Add --create or omit --username',
    );
  }
  if (userId !== undefined && ofOAuth !== undefined) {
    throw misfit(`--user-id is for refresh tokens only, so it cannot be used with ${ofOAuth}`);
  }
}

function misfit(problem: string, advice = 'Omit one of the two options'): CliError {
  return usageError(`${problem}; nothing was changed`, `${advice}, and run the command again`);
}
