import type { Command } from 'commander';
import { usageError } from '../cli-error.ts';
import { isCredentialName } from '../credentials/credential-name.ts';
import { givenWords } from '../text/given-text.ts';

/** Options of the commands that take a credential. None of them can hold a secret. */
export interface CredentialOptions {
  readonly fromFile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly userId?: number | undefined;
  readonly clientId?: string | undefined;
  readonly oauth?: boolean | undefined;
  readonly name?: string | undefined;
  /** `false` for `--no-check`. */
  readonly check: boolean;
}

/** Adds those options to a command. */
export function withCredentialOptions(command: Command): Command {
  return command
    .option('--from-file <file>', 'take the credential from a file, or from standard input with -')
    .option('--base-url <url>', 'base URL of Alation, https://…')
    .option('--user-id <number>', 'Alation user that the refresh token belongs to', parseUserId)
    .option('--oauth', 'the credential is an OAuth client, not a refresh token')
    .option('--client-id <id>', 'id of the OAuth client (implies --oauth)')
    .option('--name <name>', 'what to call this credential', parseName)
    .option('--no-check', 'store it without asking Alation first, where this machine cannot reach it');
}

/**
 * A user id from an option.
 *
 * @throws CliError
 */
export function parseUserId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(
    `--user-id wants a whole number, and got ${givenWords(text)}`,
    'Alation shows it beside the refresh token',
  );
}

function parseName(text: string): string {
  if (isCredentialName(text)) return text;
  throw usageError(
    `--name wants 1 to 40 letters, digits and . _ -, beginning with a letter or digit, and got ${givenWords(text)}`,
  );
}
