import { usageError } from '../cli-error.ts';
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
  const problem =
    create === true && ofOAuth !== undefined
      ? `--create makes refresh tokens, so it cannot be used with ${ofOAuth}`
      : create === true && userId !== undefined
        ? '--create makes refresh tokens of the user who signs on, so it cannot be used with --user-id'
        : create !== true && username !== undefined
          ? '--username is for --create only, and --create is missing'
          : userId !== undefined && ofOAuth !== undefined
            ? `--user-id is for refresh tokens only, so it cannot be used with ${ofOAuth}`
            : undefined;
  if (problem === undefined) return;
  throw usageError(
    `${problem}; nothing was changed`,
    create !== true && username !== undefined
      ? 'Add --create or omit --username, and run the command again'
      : 'Omit one of the two options, and run the command again',
  );
}
