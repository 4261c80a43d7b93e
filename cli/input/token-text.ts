import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';

/** Why a text can be no token: the end of a sentence, and what to do. Neither holds anything of the text. */
export interface TokenProblem {
  readonly says: string;
  readonly todo: string;
}

const QUOTE = /^["'`]|["'`]$/;

/** A token as somebody handed it over: without the quotes of a JSON string, as `jq` prints it without `-r`. */
export function unwrappedToken(text: string): string {
  const trimmed = text.trim();
  if (!/^".*"$/s.test(trimmed)) return trimmed;
  try {
    const parsed: unknown = JSON.parse(trimmed);
    return typeof parsed === 'string' ? parsed.trim() : trimmed;
  } catch {
    return trimmed;
  }
}

/** What was seen in the place of a refresh token or client secret; undefined for what may be one. */
export function tokenProblem(token: string): TokenProblem | undefined {
  if (token === '') return { says: 'is empty', todo: 'Hand over the token itself' };
  if (/^(?:null|undefined|true|false)$/.test(token)) {
    return {
      says: 'is a word of JSON and no token',
      todo: 'jq prints null for a field that is not there: look at the name of the field',
    };
  }
  if (/^-?\d{1,15}(?:\.\d+)?$/.test(token)) {
    return { says: 'is a number and no token', todo: 'Is it the user id? That is given by --user-id' };
  }
  if (/^[[{]/.test(token)) {
    return {
      says: 'begins as a list or a text of JSON does',
      todo: 'Hand over the token alone, or one object such as {"refresh_token": "…", "user_id": 1}',
    };
  }
  if (/^[a-z][a-z+.-]*:\/\//i.test(token)) {
    return { says: 'is a URL and no token', todo: 'Copy the token itself, not the address of its page' };
  }
  if (/\s/.test(token)) {
    return {
      says: 'is neither JSON nor a single word',
      todo: 'Hand over the refresh token alone, or {"base_url": "https://…", "refresh_token": "…", "user_id": 1}',
    };
  }
  if (QUOTE.test(token)) {
    return { says: 'has quotes around it, which belong to no token', todo: 'Hand it over without them' };
  }
  if (/^[\x21-\x7e]+$/.test(token)) return undefined;
  return {
    says: 'holds characters that no token has, such as typographic quotes',
    todo: 'Copy it again, without what stands around it',
  };
}

/** What was seen in the place of a client secret; undefined for what may be one. Any character but a space may be in it. */
export function clientSecretProblem(text: string): TokenProblem | undefined {
  if (/^[\x21-\x7e]+$/.test(text)) return undefined;
  return {
    says: 'is no client secret: that is one word of ASCII characters',
    todo: 'Copy it again, without what stands around it',
  };
}

/**
 * A client secret that was handed over.
 *
 * @param what names it in the message
 * @throws CliError for what can be none, before Alation is asked; it quotes nothing
 */
export function requireClientSecret(text: string, what: string): Sensitive {
  const problem = clientSecretProblem(text);
  if (problem !== undefined) throw usageError(`${what} ${problem.says}; nothing was sent`, problem.todo);
  return new Sensitive(text);
}

/**
 * A token that was handed over, without the quotes of a JSON string.
 *
 * @param what names it in the message: `What was handed over`
 * @throws CliError for what can be none, before Alation is asked; it quotes nothing
 */
export function requireToken(text: string, what: string): Sensitive {
  const token = unwrappedToken(text);
  const problem = tokenProblem(token);
  if (problem !== undefined) throw usageError(`${what} ${problem.says}; nothing was sent`, problem.todo);
  return new Sensitive(token);
}
