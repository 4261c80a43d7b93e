import { ExitCode } from './exit-code.ts';

/** Fields of a `CliError` besides its message. */
export interface CliErrorDetail {
  /** Name of the failure, for `--json` and scripts. */
  readonly code: string;
  readonly exitCode: ExitCode;
  /** What to do, one step in each text. A command to copy is always the end of its text. */
  readonly todo: readonly string[];
}

/**
 * A failure to report to the operator at the terminal. The message says what happened and what it means for consumers;
 * `todo` says what to do. Neither holds a secret. There is no `cause`, because a cause may quote a secret.
 */
export class CliError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly todo: readonly string[];

  constructor(message: string, { code, exitCode, todo }: CliErrorDetail) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.exitCode = exitCode;
    this.todo = todo;
  }
}

/**
 * Adds context to an error.
 *
 * @param before a sentence to put before the message, or ''
 * @param todo further steps
 */
export function withContext(error: CliError, before: string, ...todo: readonly string[]): CliError {
  const { code, exitCode, message } = error;
  const text = before === '' ? message : `${before} ${message}`;
  return new CliError(text, { code, exitCode, todo: [...error.todo, ...todo] });
}

/** The command was called wrongly. */
export function usageError(message: string, ...todo: readonly string[]): CliError {
  return new CliError(message, { code: 'Usage', exitCode: ExitCode.usage, todo });
}

/** The operator cancelled the command. */
export function cancelledError(message: string): CliError {
  return new CliError(message, { code: 'Cancelled', exitCode: ExitCode.cancelled, todo: [] });
}
