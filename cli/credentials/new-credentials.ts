import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';
import type { CredentialOptions } from '../program/credential-options.ts';
import {
  withAdded,
  writeCredentialsText,
  type CredentialFields,
  type EditableCredentials,
} from './credentials-text.ts';

/** Options of `onboard`. */
export interface OnboardOptions extends CredentialOptions {
  readonly second?: boolean | undefined;
  readonly create?: boolean | undefined;
  readonly username?: string | undefined;
  /** Overwrite stored credentials without asking, if they cannot be read or no access token was published from them. */
  readonly yes?: boolean | undefined;
  readonly timeoutMs: number;
}

/** Credentials to store. */
export interface NewCredentials {
  readonly baseUrl: string;
  readonly document: Sensitive;
  /** Names of the new credentials. */
  readonly names: readonly string[];
}

/**
 * Makes sure that a name is free, before Alation creates a refresh token that the command could not store.
 *
 * @throws CliError
 */
export function requireFreeName(
  integration: string,
  name: string | undefined,
  stored: EditableCredentials | undefined,
): void {
  if (name === undefined || !stored?.credentials.some((one) => one.name === name)) return;
  throw usageError(
    `${integration} already has a credential "${name}"; nothing was stored`,
    'Give another --name, or replace that credential with the command "replace"',
  );
}

/** The document with the new credentials: alone, or added to the stored credentials. */
export function newCredentials(
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
