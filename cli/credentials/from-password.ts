import { createRefreshToken } from '../alation/create-refresh-token.ts';
import { holdsSecret } from '../../functions/integration/misplaced-secret.ts';
import { CliError, usageError, withContext } from '../cli-error.ts';
import { gatherSignOn } from '../input/sign-on.ts';
import type { GivenInput } from '../input/given-input.ts';
import type { Session } from '../session.ts';
import { Interrupted } from '../terminal/interrupted.ts';
import { refreshTokenPage } from '../text/command-line.ts';
import { nextCredentialName } from './credential-name.ts';
import type { CredentialFields, EditableCredentials } from './credentials-text.ts';
import {
  newCredentials,
  requireFreeName,
  type NewCredentials,
  type OnboardOptions,
} from './new-credentials.ts';

/**
 * Has Alation create a refresh token for a username and a password. With `--second` and no stored credential: two
 * refresh tokens.
 */
export async function fromPassword(
  session: Session,
  integration: string,
  options: OnboardOptions,
  stored: EditableCredentials | undefined,
  given: GivenInput | undefined,
): Promise<NewCredentials> {
  const { terminal, alation } = session;
  requireFreeName(integration, options.name, stored);
  const signOn = await gatherSignOn(
    session,
    {
      baseUrl: options.baseUrl,
      stored: stored && { integration, baseUrl: stored.baseUrl },
      username: options.username,
    },
    given,
  );
  if (options.name !== undefined && holdsSecret(options.name, signOn.password.reveal())) {
    throw usageError('The name holds the password; nothing was sent', 'Give another --name');
  }
  const page = refreshTokenPage(signOn.baseUrl);
  const taken = stored?.credentials.map(({ name }) => name) ?? [];
  const count = options.second && stored === undefined ? 2 : 1;
  const created: CredentialFields[] = [];
  for (let index = 0; index < count; index++) {
    const named = index === 0 ? options.name : undefined;
    const name = named ?? nextCredentialName(integration, taken);
    taken.push(name);
    const { refreshToken, userId } = await terminal
      .during(
        `Alation creates the refresh token "${name}"`,
        () => createRefreshToken(alation, signOn.baseUrl, { ...signOn, name }),
        () =>
          `Cancelled while Alation created the refresh token "${name}"; nothing was stored. If ${page} lists it, revoke it there`,
      )
      .catch((error: unknown) => {
        throw withUnstoredTokens(
          error,
          created.map((one) => String(one['name'])),
          signOn.baseUrl,
        );
      });
    created.push({ name, refresh_token: refreshToken.reveal(), user_id: userId });
  }
  return newCredentials(stored, signOn.baseUrl, created);
}

/** Adds a step to the error: revoke each refresh token that Alation created and that might not be stored. */
export function withUnstoredTokens(error: unknown, names: readonly string[], baseUrl: string): unknown {
  if (names.length === 0) return error;
  const created = `Alation created ${names.map((name) => `"${name}"`).join(' and ')}`;
  const todo = `${created}. At ${refreshTokenPage(baseUrl)} revoke each refresh token that is not stored`;
  if (error instanceof Interrupted) return new Interrupted(`${error.message}. ${todo}`);
  return error instanceof CliError ? withContext(error, '', todo) : error;
}
