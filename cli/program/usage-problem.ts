import type { CommanderError } from 'commander';
import { usageError, type CliError } from '../cli-error.ts';
import { givenText } from '../text/given-text.ts';

/** What to do about most wrong command lines. */
export const SEE_HELP = 'List commands and options with --help';

/** Options that operators expect and that do not exist: `ps` and the shell's history show arguments. */
const SECRET_OPTION = /token|secret|password/;

/** The command or option that commander suggests: a name from this program, never text that the operator typed. */
function suggested(message: string): readonly string[] {
  const meant = /\(Did you mean ([^?]+)\?\)/.exec(message)?.[1];
  return meant === undefined ? [] : [`Did you mean ${meant}?`];
}

/**
 * The error for a command line that commander rejects. It repeats only names of options and short texts: a long text
 * may be a refresh token in the wrong place.
 */
export function usageProblem({ code, message }: CommanderError): CliError {
  switch (code) {
    case 'commander.invalidArgument': {
      const found =
        /^error: option '(?:-\w, )?(--[a-z-]+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(
          message,
        );
      if (found === null) break;
      const [, option, got = '', choices] = found;
      return usageError(`${option} must be one of ${choices}; got ${givenText(got)}`, SEE_HELP);
    }
    case 'commander.unknownOption': {
      const option = /'(--[a-z][a-z-]{0,30})(?:[='])/.exec(message)?.[1];
      if (option !== undefined && SECRET_OPTION.test(option)) {
        return usageError(
          `There is no option ${option}, because ps and the shell's history show a secret in an argument`,
          'If you typed the secret here, it is in the history of your shell now: create a new secret',
          'Omit the option: the command asks for the secret. Or use --from-file or standard input',
        );
      }
      return usageError(
        option === undefined ? 'One of the options does not exist' : `There is no option ${option}`,
        ...suggested(message),
        SEE_HELP,
      );
    }
    case 'commander.excessArguments':
      return usageError(
        'There are too many arguments for this command',
        'Never give a refresh token as an argument: a command that needs a refresh token asks for it',
        SEE_HELP,
      );
    case 'commander.unknownCommand': {
      const typed = /^error: unknown command '(.*)'/s.exec(message)?.[1] ?? '';
      return usageError(`There is no command ${givenText(typed)}`, ...suggested(message), SEE_HELP);
    }
    // These messages name only arguments and options of this program.
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument': {
      const text = message.replace(/^error: /, '');
      return usageError(`${text.charAt(0).toUpperCase()}${text.slice(1)}`, SEE_HELP);
    }
  }
  return usageError('The command line has a value that is not allowed', SEE_HELP);
}
