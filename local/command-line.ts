import { type Command, CommanderError, InvalidArgumentError } from 'commander';

/** Exit code for wrong options, as in `alation-tokens`. */
const USAGE_EXIT_CODE = 2;

/** Parses a command line. Ends the process after help (exit code 0) and for wrong options (exit code 2). */
export function parseOrExit(command: Command, argv: readonly string[]): Command {
  try {
    return command.exitOverride().parse(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE);
  }
}

/** Creates a parser for the value of an option: a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,10}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed: a whole number from ${least} to ${most}.`);
  };
}

/** Ends the process without an error when the program that reads the output ends, as `head` does. */
export function exitWhenUnread(stdout: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
