import { checkCredential, type CheckedCredential } from '../alation/check-credential.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import type { Session } from '../session.ts';
import { readCredentialsText } from './credentials-text.ts';

/**
 * Checks a document that is about to be stored: its form, and with Alation the credentials of these names. Returns what
 * Alation said of each.
 *
 * @param ask whether Alation is asked at all
 * @throws CliError
 */
export async function checkAll(
  { terminal, alation }: Session,
  document: Sensitive,
  names: readonly string[],
  ask: boolean,
): Promise<readonly CheckedCredential[]> {
  const { baseUrl, credentials } = readCredentialsText(document, 'The new credentials');
  const checked: CheckedCredential[] = [];
  for (const credential of credentials.filter(({ name }) => names.includes(name))) {
    const { name, kind } = credential;
    checked.push(
      ask
        ? await terminal.during(`Alation checks "${name}"`, () =>
            checkCredential(alation, baseUrl, credential),
          )
        : { name, kind, expiresAt: undefined },
    );
  }
  return checked;
}
