import type { ExitCode } from './exit-code.ts';

/** What a `CliError` says beside its message. */
export interface CliErrorDetail {
  /** Name of the failure, for `--json` and scripts. */
  readonly code: string;
  readonly exitCode: ExitCode;
  /** What to do now, one line each. */
  readonly todo: readonly string[];
}

/**
 * The command could not do what it was asked. Message and `todo` are for the person at the terminal: what was got, what
 * is allowed, what to do. Neither holds a secret, and there is no `cause`: causes may quote secrets.
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
 * The same failure with more about it.
 *
 * @param before a sentence that is true all the same: what was done, or that nothing was
 * @param todo what to do besides
 */
export function withMore(error: CliError, before: string, ...todo: readonly string[]): CliError {
  const { code, exitCode, message } = error;
  const whole = before === '' ? message : `${before} ${message}`;
  return new CliError(whole, { code, exitCode, todo: [...error.todo, ...todo] });
}

/** The command was called wrongly. */
export function usageError(message: string, ...todo: readonly string[]): CliError {
  return new CliError(message, { code: 'Usage', exitCode: 2, todo });
}
