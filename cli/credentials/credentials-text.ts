import type { Credential } from '../../functions/integration/credential.ts';
import { parseCredentials } from '../../functions/integration/credentials-document.ts';
import { MAX_CREDENTIALS } from '../../functions/contract.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { operatorBaseUrl } from '../alation/operator-base-url.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { requireDistinct } from './require-distinct.ts';

/** Fields of one credential as in the JSON. They include secrets: never log them. */
export type CredentialFields = Readonly<Record<string, unknown>>;

/** A credentials document to edit. */
export interface EditableCredentials {
  readonly baseUrl: string;
  /** The parsed `entries` in the same order, with the names that the rotator uses. */
  readonly credentials: readonly Credential[];
  readonly entries: readonly CredentialFields[];
  /** Fields beside `base_url` and `credentials`. They stay. */
  readonly others: Readonly<Record<string, unknown>>;
  readonly isList: boolean;
}

/** Fields that Alation returns about a refresh token. They would be wrong for its replacement. */
const fieldsOfOneToken = new Set(['created_at', 'token_expires_at', 'token_status', 'last_used_at']);
const secretFields = new Set(['refresh_token', 'user_id', 'client_id', 'client_secret']);

/**
 * Reads a credentials document, in either of its forms.
 *
 * @param what name of the document in messages
 * @param todo what to do about a malformed document
 * @throws CliError which quotes no value except the host of `base_url`
 */
export function readCredentialsText(
  text: Sensitive,
  what: string,
  todo = 'Correct the document and run the command again',
): EditableCredentials {
  try {
    const { baseUrl, credentials } = parseCredentials(
      { text: text.reveal(), versionId: '', createdAt: 0 },
      operatorBaseUrl,
    );
    const { base_url: _, ...fields } = jsonObject(text);
    const { credentials: list, ...others } = fields;
    const isList = Array.isArray(list);
    const entries = isList ? list.filter(isFields) : [others];
    return { baseUrl, credentials, entries, others: isList ? others : {}, isList };
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
    throw new CliError(`${what}: ${error.message}`, {
      code: error.code,
      exitCode: ExitCode.needsPerson,
      todo: [todo],
    });
  }
}

/**
 * Writes a document. A single credential that was not in a list has the short form.
 *
 * @throws CliError if two credentials or names are the same, or a name or client id holds a secret
 */
export function writeCredentialsText(document: Omit<EditableCredentials, 'credentials'>): Sensitive {
  const { baseUrl, entries, others, isList } = document;
  requireDistinct(entries);
  const [only] = entries;
  const fields = isList || entries.length > 1 ? { ...others, credentials: entries } : (only ?? {});
  return new Sensitive(JSON.stringify({ base_url: baseUrl, ...fields }));
}

/**
 * The document with one more credential at the end. The other credentials keep their names, even generated
 * names: the state of the published access token names its issuing credential.
 *
 * @throws CliError as `writeCredentialsText`, and if the document has `MAX_CREDENTIALS` credentials already
 */
export function withAdded(document: EditableCredentials, added: CredentialFields): Sensitive {
  if (document.entries.length >= MAX_CREDENTIALS) {
    throw usageError(
      `The integration has ${MAX_CREDENTIALS} credentials already, and more are not allowed`,
      'Replace a credential with "replace <integration> --name <name>"',
    );
  }
  return writeCredentialsText({ ...document, entries: [...withNames(document), added] });
}

/**
 * The document with a credential replaced. The new credential keeps the name and the unknown fields of the old
 * credential.
 */
export function withReplaced(
  document: EditableCredentials,
  name: string,
  replacement: CredentialFields,
): Sensitive {
  const entries = withNames(document).map((entry) => {
    if (entry['name'] !== name) return entry;
    const kept = Object.entries(entry).filter(
      ([field]) => !fieldsOfOneToken.has(field) && !secretFields.has(field),
    );
    return { ...Object.fromEntries(kept), ...replacement, name };
  });
  return writeCredentialsText({ ...document, entries });
}

/** The document without a credential. The other credentials keep their names, even generated names. */
export function withRemoved(document: EditableCredentials, name: string): Sensitive {
  const entries = withNames(document).filter((entry) => entry['name'] !== name);
  return writeCredentialsText({ ...document, entries });
}

function withNames({ entries, credentials }: EditableCredentials): readonly CredentialFields[] {
  return entries.map((entry, index) => ({ ...entry, name: credentials[index]?.name }));
}

function jsonObject(text: Sensitive): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(text.reveal().replace(/^\uFEFF/, ''));
  return isFields(parsed) ? parsed : {};
}

function isFields(value: unknown): value is CredentialFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
