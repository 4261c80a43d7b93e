import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';
import { gatherBaseUrl, type Asking, type KnownAddress } from './base-url.ts';
import { INPUT, textField, type GivenInput } from './given-input.ts';

/** Username and password of a user, with which Alation creates refresh tokens. The command stores neither of the two. */
export interface SignOn {
  readonly baseUrl: string;
  readonly username: string;
  readonly password: Sensitive;
}

/**
 * Takes username and password from `{"base_url", "username", "password"}`, or from a bare password and `--username`,
 * and asks for what is missing.
 *
 * @throws CliError if the input is a list of credentials, or a value is missing and no operator can answer
 */
export async function gatherSignOn(
  asking: Asking,
  known: KnownAddress & { readonly username?: string | undefined },
  given: GivenInput | undefined,
): Promise<SignOn> {
  if (given?.kind === 'document') {
    throw usageError(
      `${INPUT} is a list of credentials, but --create needs a username and a password`,
      'Give {"base_url": "https://…", "username": "…", "password": "…"}',
    );
  }
  const fields = given?.kind === 'fields' ? given.fields : {};
  const baseUrl = await gatherBaseUrl(asking, known, textField(fields['base_url']));
  const username =
    known.username ??
    textField(fields['username']) ??
    (await asking.prompts.text('Username in Alation', (answer) =>
      answer === '' ? 'Type the username' : undefined,
    ));
  const password = given?.kind === 'bare' ? given.secret : passwordOf(fields['password']);
  return { baseUrl, username, password: password ?? (await asking.prompts.secret('Password')) };
}

function passwordOf(value: unknown): Sensitive | undefined {
  const password = textField(value);
  return password === undefined ? undefined : new Sensitive(password);
}
