import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';
import { type Asking, gatherBaseUrl, type KnownAddress } from './gather-credential.ts';
import type { GivenInput } from './given-input.ts';
import { textOf } from './json-text.ts';

/** A person who signs on with a password, to have refresh tokens made. It is used once and kept nowhere. */
export interface SignOn {
  readonly baseUrl: string;
  readonly username: string;
  readonly password: Sensitive;
}

/**
 * Asks for username and password, or takes them from `{"base_url", "username", "password"}` or from a bare password
 * with `--username`.
 *
 * @throws CliError for what is missing when nobody can be asked
 */
export async function gatherSignOn(
  asking: Asking,
  known: KnownAddress & { readonly username?: string | undefined },
  given: GivenInput | undefined,
): Promise<SignOn> {
  if (given?.kind === 'document') {
    throw usageError(
      'With --create the input is {"base_url", "username", "password"}, not a list of credentials',
    );
  }
  const fields = given?.kind === 'fields' ? given.fields : {};
  const baseUrl = await gatherBaseUrl(asking, known, textOf(fields['base_url']));
  const username =
    known.username ??
    textOf(fields['username']) ??
    (await asking.prompts.text('Username in Alation', {
      check: (answer) => (answer === '' ? 'Type the username' : undefined),
    }));
  const password = given?.kind === 'bare' ? given.secret : passwordOf(fields['password']);
  return { baseUrl, username, password: password ?? (await asking.prompts.secret('Password')) };
}

function passwordOf(value: unknown): Sensitive | undefined {
  const password = textOf(value);
  return password === undefined ? undefined : new Sensitive(password);
}
