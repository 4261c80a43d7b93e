import { Sensitive } from '../../functions/integration/sensitive.ts';
import type { CredentialFields } from '../credentials/credentials-text.ts';
import { usageError } from '../cli-error.ts';

/** What was handed over, by its form. */
export type GivenInput =
  /** One line that is no JSON: the bare refresh token, client secret or password. */
  | { readonly kind: 'bare'; readonly secret: Sensitive }
  /** One JSON object: a credential, with `base_url` or without. */
  | { readonly kind: 'fields'; readonly fields: CredentialFields }
  /** A whole document with a list of credentials. */
  | { readonly kind: 'document'; readonly text: Sensitive; readonly entries: readonly unknown[] };

/** Names it in a message. */
export const WHAT = 'What was handed over';

/**
 * Tells the forms apart.
 *
 * @param bare what a single word is, for the message
 * @throws CliError which quotes nothing
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
  return 'credentials' in fields
    ? { kind: 'document', text: new Sensitive(trimmed), entries }
    : { kind: 'fields', fields };
}

function word(text: string, bare: 'token' | 'password'): Sensitive {
  if (!/\s/.test(text)) return new Sensitive(text);
  throw usageError(
    `${WHAT} is neither JSON nor a single word; nothing was sent`,
    bare === 'password'
      ? 'Hand over the password alone, or {"base_url": "https://…", "username": "…", "password": "…"}'
      : 'Hand over the refresh token alone, or {"base_url": "https://…", "refresh_token": "…", "user_id": 1}',
  );
}

function parseObject(text: string): CredentialFields {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch {
    // The parser's message quotes its input.
  }
  throw usageError(
    'What was handed over begins with { and is not JSON',
    'Check its quotes and commas; it may also be the refresh token alone',
  );
}
