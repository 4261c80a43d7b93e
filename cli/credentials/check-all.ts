import { checkCredential, type CheckedCredential } from '../alation/check-credential.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import type { Session } from '../session.ts';
import { readCredentialsText } from './credentials-text.ts';

/**
 * Checks the form of a document before the command stores it. Also checks the named credentials with Alation.
 *
 * @param names the credentials to check with Alation
 * @param isCheckedWithAlation `false` for `--no-check`
 * @throws CliError
 */
export async function checkAll(
  { terminal, alation }: Session,
  document: Sensitive,
  names: readonly string[],
  isCheckedWithAlation: boolean,
): Promise<readonly CheckedCredential[]> {
  const { baseUrl, credentials } = readCredentialsText(document, 'The new credentials');
  const checked: CheckedCredential[] = [];
  for (const credential of credentials.filter(({ name }) => names.includes(name))) {
    const { name, kind } = credential;
    checked.push(
      isCheckedWithAlation
        ? await terminal.during(`Alation checks "${name}"`, () =>
            checkCredential(alation, baseUrl, credential),
          )
        : { name, kind, expiresAt: undefined },
    );
  }
  return checked;
}
