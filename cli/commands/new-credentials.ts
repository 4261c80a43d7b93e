import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { createRefreshToken } from '../alation/create-refresh-token.ts';
import { CliError, usageError, withMore } from '../cli-error.ts';
import { isCredentialName, nextCredentialName } from '../credentials/credential-name.ts';
import {
  readCredentialsText,
  withAdded,
  writeCredentialsText,
  type CredentialFields,
  type EditableCredentials,
} from '../credentials/credentials-text.ts';
import { requireDistinct } from '../credentials/require-distinct.ts';
import { gatherCredential } from '../input/gather-credential.ts';
import type { GivenInput } from '../input/given-input.ts';
import { gatherSignOn } from '../input/sign-on.ts';
import type { Session } from '../session.ts';
import { Interrupted } from '../terminal/interrupted.ts';
import { refreshTokenPage } from '../text/command-line.ts';
import type { CredentialOptions } from './credential-options.ts';

/** Options of `onboard`. */
export interface OnboardOptions extends CredentialOptions {
  readonly second?: boolean | undefined;
  readonly create?: boolean | undefined;
  readonly username?: string | undefined;
  /** Do not ask before a document that is of no use to anybody is overwritten. */
  readonly yes?: boolean | undefined;
  readonly timeoutMs: number;
}

/** Credentials that are about to be stored. */
export interface NewCredentials {
  readonly baseUrl: string;
  readonly document: Sensitive;
  /** Those that were not there before. */
  readonly names: readonly string[];
}

/** One credential from input, options and prompts, or a whole document that was handed over. */
export async function fromInput(
  session: Session,
  integration: string,
  options: OnboardOptions,
  stored: EditableCredentials | undefined,
  given: GivenInput | undefined,
): Promise<NewCredentials> {
  if (given?.kind === 'document') {
    if (stored !== undefined) {
      throw usageError(
        'What was handed over is a whole list of credentials, and there are some already',
        'Hand over the one to add alone',
      );
    }
    requireDistinct(given.entries);
    const { baseUrl, credentials } = readCredentialsText(given.text, 'What was handed over');
    return { baseUrl, document: given.text, names: credentials.map(({ name }) => name) };
  }
  requireFreeName(integration, options.name, stored);
  const { baseUrl, fields } = await gatherCredential(
    session,
    {
      baseUrl: options.baseUrl,
      stored: stored && { integration, baseUrl: stored.baseUrl },
      userId: options.userId,
      clientId: options.clientId,
      oauth: options.oauth ?? false,
    },
    given,
  );
  const taken = stored?.credentials.map(({ name }) => name) ?? [];
  const own =
    isCredentialName(fields['name']) && !taken.includes(fields['name']) ? fields['name'] : undefined;
  const name = options.name ?? own ?? nextCredentialName(integration, taken);
  return joined(stored, baseUrl, [{ ...fields, name }]);
}

/** Refresh tokens that Alation makes for a username and a password; two at once where `--second` meets none. */
export async function created(
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
  const taken = stored?.credentials.map(({ name }) => name) ?? [];
  const count = options.second && stored === undefined ? 2 : 1;
  const made: CredentialFields[] = [];
  for (let index = 0; index < count; index++) {
    const named = index === 0 ? options.name : undefined;
    const name = named ?? nextCredentialName(integration, taken);
    taken.push(name);
    const { refreshToken, userId } = await terminal
      .during(
        `Alation makes the refresh token "${name}"`,
        () => createRefreshToken(alation, signOn.baseUrl, { ...signOn, name }),
        () =>
          `Cancelled while Alation made "${name}"; nothing was stored, and what was made can be revoked at ${refreshTokenPage(signOn.baseUrl)}`,
      )
      .catch((error: unknown) => {
        throw withOrphans(
          error,
          made.map((one) => String(one['name'])),
          signOn.baseUrl,
        );
      });
    made.push({ name, refresh_token: refreshToken.reveal(), user_id: userId });
  }
  return joined(stored, signOn.baseUrl, made);
}

/** Before Alation is asked to make a refresh token that could be stored nowhere. */
function requireFreeName(
  integration: string,
  name: string | undefined,
  stored: EditableCredentials | undefined,
): void {
  if (name === undefined || !stored?.credentials.some((one) => one.name === name)) return;
  throw usageError(
    `${integration} has a credential called "${name}" already; nothing was stored`,
    'Give another --name, or replace that one with the command "replace"',
  );
}

function joined(
  stored: EditableCredentials | undefined,
  baseUrl: string,
  added: readonly CredentialFields[],
): NewCredentials {
  const names = added.map(({ name }) => String(name));
  const [first] = added;
  if (stored === undefined || first === undefined) {
    const document = writeCredentialsText({ baseUrl, entries: added, others: {}, isList: false });
    return { baseUrl, document, names };
  }
  return { baseUrl, document: withAdded(stored, first), names };
}

/** Refresh tokens that were made and may be stored nowhere: whoever reads the error can revoke them. */
export function withOrphans(error: unknown, names: readonly string[], baseUrl: string): unknown {
  if (names.length === 0) return error;
  const made = `Alation made ${names.map((name) => `"${name}"`).join(' and ')}`;
  const todo = `${made}: what is not stored now, revoke at ${refreshTokenPage(baseUrl)}`;
  if (error instanceof Interrupted) return new Interrupted(`${error.message}. ${todo}`);
  return error instanceof CliError ? withMore(error, '', todo) : error;
}
