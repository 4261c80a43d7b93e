import { type Command, CommanderError, InvalidArgumentError } from 'commander';

/** A command that was called wrongly; the same as of `alation-tokens`. */
const USAGE_EXIT_CODE = 2;

/** Parses a command line; ends the process where help was asked for (0) or the command was called wrongly (2). */
export function parseOrExit(command: Command, argv: readonly string[]): Command {
  try {
    return command.exitOverride().parse(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE);
  }
}

/** The value of an option: a whole number between these two. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,10}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed: a whole number from ${least} to ${most}.`);
  };
}

/** Ends the process quietly when nobody reads on: who pipes the output through `head` has read enough. */
export function exitWhenUnread(stdout: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
