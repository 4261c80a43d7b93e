import { Sensitive } from '../../functions/integration/sensitive.ts';
import type { CredentialFields } from '../credentials/credentials-text.ts';
import { usageError } from '../cli-error.ts';

/** The input from `--from-file` or standard input, by its form. */
export type GivenInput =
  /** One word: the bare refresh token, client secret or password, perhaps as a JSON string. */
  | { readonly kind: 'bare'; readonly secret: Sensitive }
  /** One JSON object: a credential, or a username and a password; with or without `base_url`. */
  | { readonly kind: 'fields'; readonly fields: CredentialFields }
  /** A complete document with a list of credentials. */
  | { readonly kind: 'document'; readonly text: Sensitive; readonly entries: readonly unknown[] };

/** Name of the input in messages. */
export const INPUT = 'The input';

/**
 * Finds out the form of the input.
 *
 * @param bare what a single word is, for the message
 * @throws CliError which quotes nothing of the input
 */
export function parseGivenInput(text: Sensitive, bare: 'token' | 'password' = 'token'): GivenInput {
  const trimmed = text
    .reveal()
    .replace(/^\uFEFF/, '')
    .trim();
  if (!trimmed.startsWith('{')) return { kind: 'bare', secret: word(trimmed, bare) };
  const fields = parseObject(trimmed);
  const { credentials } = fields;
  const entries = Array.isArray(credentials) ? (credentials as readonly unknown[]) : [];
  return credentials !== undefined && credentials !== null
    ? { kind: 'document', text: new Sensitive(trimmed), entries }
    : { kind: 'fields', fields };
}

/** A field that is a non-empty text; undefined for anything else. */
export function textField(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function word(text: string, bare: 'token' | 'password'): Sensitive {
  if (!/\s/.test(text)) return new Sensitive(text);
  throw usageError(
    `${INPUT} is neither JSON nor a single word; nothing was sent`,
    bare === 'password'
      ? 'Give only the password, or {"base_url": "https://…", "username": "…", "password": "…"}'
      : 'Give only the refresh token, or {"base_url": "https://…", "refresh_token": "…", "user_id": 1}',
  );
}

function parseObject(text: string): CredentialFields {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // The message of the parser quotes the input.
  }
  throw usageError(
    `${INPUT} begins with { but is not JSON; nothing was sent`,
    'Check its quotes and commas; --help shows the accepted forms',
  );
}
