import type { CommanderError } from 'commander';
import { usageError, type CliError } from '../cli-error.ts';

const HOW = 'See npx alation-tokens --help, or --help after a command';

/** Options that people expect, and that there must not be: arguments stand in `ps` and in the shell's history. */
const SECRET_OPTION = /token|secret|password/;

/**
 * What commander found wrong, in words that repeat nothing that was typed but the name of an option: what was typed in
 * the wrong place may be a refresh token.
 */
export function usageProblem({ code, message }: CommanderError): CliError {
  switch (code) {
    case 'commander.unknownOption': {
      const option = /'(--[a-z][a-z-]{0,30})(?:[='])/.exec(message)?.[1];
      if (option !== undefined && SECRET_OPTION.test(option)) {
        return usageError(
          `There is no option ${option}: a secret in an argument can be read in ps and in the shell's history`,
          'Leave it out and you are asked for it, or use --from-file or standard input',
          'If you typed it here, it is in the history of your shell now: make a new one',
        );
      }
      return usageError(`There is no option ${option ?? 'like one of those given'}`, HOW);
    }
    case 'commander.excessArguments':
      return usageError(
        'There are too many arguments',
        'A refresh token is never an argument: leave it out and you are asked for it',
        HOW,
      );
    case 'commander.unknownCommand':
      return usageError('There is no such command', HOW);
    // These name an argument or an option of ours.
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
      return usageError(message.replace(/^error: /, ''), HOW);
    default:
      return usageError('A value is not one of those allowed', HOW);
  }
}
