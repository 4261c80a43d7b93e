import type { Command } from 'commander';
import { parseName, parseUserId } from './option-values.ts';

/** Options that describe one credential. None of them holds a secret. */
export interface CredentialInputOptions {
  readonly fromFile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly userId?: number | undefined;
  readonly clientId?: string | undefined;
  readonly oauth?: boolean | undefined;
}

/** Options of the commands that store a credential. */
export interface CredentialOptions extends CredentialInputOptions {
  readonly name?: string | undefined;
  /** `false` for `--no-check`. */
  readonly check: boolean;
  /** Store the credential although another integration uses it. */
  readonly shared?: boolean | undefined;
}

/** Adds the options that describe one credential. */
export function withCredentialInputOptions(command: Command): Command {
  return command
    .option('--from-file <file>', 'read the credential from a file, or from standard input with -')
    .option('--base-url <url>', 'base URL of Alation, https://…')
    .option('--user-id <number>', 'id of the Alation user that the refresh token belongs to', parseUserId)
    .option('--oauth', 'the credential is an OAuth client, not a refresh token')
    .option('--client-id <id>', 'id of the OAuth client (implies --oauth)');
}

/** Adds the options of the commands that store a credential. */
export function withCredentialOptions(command: Command): Command {
  return withCredentialInputOptions(command)
    .option('--name <name>', 'name of the credential', parseName)
    .option('--shared', 'store the credential although another integration uses it')
    .option(
      '--no-check',
      'store the credential without a check with Alation, for a machine that cannot reach Alation',
    );
}
