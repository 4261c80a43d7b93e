import type { Credential } from '../../functions/integration/credential.ts';
import { parseCredentials } from '../../functions/integration/credentials-document.ts';
import { MAX_CREDENTIALS } from '../../functions/contract.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
import { operatorBaseUrl } from '../alation/operator-base-url.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { requireDistinct } from './require-distinct.ts';

/** Fields of one credential, secrets among them, as JSON has them: never log one. */
export type CredentialFields = Readonly<Record<string, unknown>>;

/** A credentials document that is about to be edited. */
export interface EditableCredentials {
  readonly baseUrl: string;
  /** Parsed, in the order of `entries`, with the names the rotator knows them by. */
  readonly credentials: readonly Credential[];
  readonly entries: readonly CredentialFields[];
  /** Fields beside `base_url` and `credentials`, which are kept. */
  readonly others: Readonly<Record<string, unknown>>;
  readonly isList: boolean;
}

/** What describes one token of Alation's, and would be false of the next one. */
const ofOneToken = new Set(['created_at', 'token_expires_at', 'token_status', 'last_used_at']);
const secretFields = new Set(['refresh_token', 'user_id', 'client_id', 'client_secret']);

/**
 * Reads a credentials document, in either of its forms.
 *
 * @param what names it in messages
 * @param todo what to do about one that is not what is documented
 * @throws CliError, naming fields and never values
 */
export function readCredentialsText(
  text: Sensitive,
  what: string,
  todo = 'Correct it and run the command again',
): EditableCredentials {
  try {
    const { baseUrl, credentials } = parseCredentials(
      { text: text.reveal(), versionId: '', createdAt: 0 },
      operatorBaseUrl,
    );
    const { base_url: _, ...fields } = jsonObject(text);
    const { credentials: list, ...others } = fields;
    const isList = 'credentials' in fields;
    const entries = isList && Array.isArray(list) ? list.filter(isFields) : [fields];
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
 * Writes a document back. One credential that never was in a list stands in the short form.
 *
 * @throws CliError when two credentials are the same
 */
export function writeCredentialsText(document: Omit<EditableCredentials, 'credentials'>): Sensitive {
  const { baseUrl, entries, others, isList } = document;
  requireDistinct(entries);
  const [only] = entries;
  const fields = isList || entries.length > 1 ? { ...others, credentials: entries } : (only ?? {});
  return new Sensitive(JSON.stringify({ base_url: baseUrl, ...fields }));
}

/**
 * The document with one more credential at the end. The others keep the names they have, also those that were only
 * understood: the published access token is known to come from one of them.
 *
 * @throws CliError when it is full
 */
export function withAdded(document: EditableCredentials, added: CredentialFields): Sensitive {
  if (document.entries.length >= MAX_CREDENTIALS) {
    throw usageError(
      `It holds ${MAX_CREDENTIALS} credentials already, which is the most there may be`,
      'Replace one of them with "replace <integration> --name <name>"',
    );
  }
  return writeCredentialsText({ ...document, entries: [...named(document), added] });
}

/** The document with another credential in the place, and under the name, of this one. Unknown fields stay. */
export function withReplaced(
  document: EditableCredentials,
  name: string,
  replacement: CredentialFields,
): Sensitive {
  const entries = named(document).map((entry) => {
    if (entry['name'] !== name) return entry;
    const kept = Object.entries(entry).filter(
      ([field]) => !ofOneToken.has(field) && !secretFields.has(field),
    );
    return { ...Object.fromEntries(kept), ...replacement, name };
  });
  return writeCredentialsText({ ...document, entries });
}

function named({ entries, credentials }: EditableCredentials): readonly CredentialFields[] {
  return entries.map((entry, index) => ({ ...entry, name: credentials[index]?.name }));
}

function jsonObject(text: Sensitive): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(text.reveal().replace(/^\uFEFF/, ''));
  return isFields(parsed) ? parsed : {};
}

function isFields(value: unknown): value is CredentialFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
