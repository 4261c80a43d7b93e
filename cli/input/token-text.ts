import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';

/** Why a text cannot be a refresh token or a client secret. Neither field quotes the text. */
export interface TokenProblem {
  /** The end of a sentence: `is empty`. */
  readonly why: string;
  readonly todo: string;
}

const QUOTE = /^["'`]|["'`]$/;

/** A token without the quotes of a JSON string, which `jq` prints unless it is called with `-r`. */
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

/** Why a text cannot be a refresh token; undefined if it can. */
export function tokenProblem(token: string): TokenProblem | undefined {
  if (token === '') return { why: 'is empty', todo: 'Give the token itself' };
  if (/^(?:null|undefined|true|false)$/.test(token)) {
    return {
      why: 'is a JSON keyword, not a token',
      todo: 'Check the name of the field: jq prints null for a field that does not exist',
    };
  }
  if (/^-?\d{1,15}(?:\.\d+)?$/.test(token)) {
    return { why: 'is a number, not a token', todo: 'If it is the user id, give it with --user-id' };
  }
  if (/^[[{]/.test(token)) {
    return {
      why: 'is JSON, not a token',
      todo: 'Give only the token, without the JSON around it',
    };
  }
  if (/^[a-z][a-z+.-]*:\/\//i.test(token)) {
    return { why: 'is a URL, not a token', todo: 'Copy the token, not the address of its page' };
  }
  if (/\s/.test(token)) {
    return {
      why: 'is neither JSON nor a single word',
      todo: 'Give only the refresh token, or {"base_url": "https://…", "refresh_token": "…", "user_id": 1}',
    };
  }
  if (QUOTE.test(token)) {
    return { why: 'begins or ends with a quote, which no token does', todo: 'Give the token without quotes' };
  }
  if (/^[\x21-\x7e]+$/.test(token)) return undefined;
  return {
    why: 'has characters that no token has, such as typographic quotes',
    todo: 'Copy only the token, without the characters around it',
  };
}

/** Why a text cannot be a client secret; undefined if it can. A client secret has only printable ASCII characters, without spaces. */
export function clientSecretProblem(text: string): TokenProblem | undefined {
  if (/^[\x21-\x7e]+$/.test(text)) return undefined;
  return {
    why: 'is not one word of ASCII characters',
    todo: 'Copy only the client secret, without the characters around it',
  };
}

/**
 * A client secret from the input.
 *
 * @param what name of the value in the message
 * @throws CliError for a text of another form; it quotes nothing of the text
 */
export function requireClientSecret(text: string, what: string): Sensitive {
  return requireValid(text, what, clientSecretProblem(text));
}

/**
 * A refresh token from the input, without the quotes of a JSON string.
 *
 * @param what name of the value in the message
 * @throws CliError for a text of another form; it quotes nothing of the text
 */
export function requireToken(text: string, what: string): Sensitive {
  const token = unwrappedToken(text);
  return requireValid(token, what, tokenProblem(token));
}

function requireValid(text: string, what: string, problem: TokenProblem | undefined): Sensitive {
  if (problem !== undefined) throw usageError(`${what} ${problem.why}; nothing was sent`, problem.todo);
  return new Sensitive(text);
}
