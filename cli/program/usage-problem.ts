import type { CommanderError } from 'commander';
import { usageError, type CliError } from '../cli-error.ts';
import { givenWords } from '../text/given-text.ts';

const HOW = 'See npx alation-tokens --help, or --help after a command';

/** Options that people expect, and that there must not be: arguments stand in `ps` and in the shell's history. */
const SECRET_OPTION = /token|secret|password/;

/** What commander thinks was meant: the name of a command or an option of ours, and nothing that was typed. */
function suggested(message: string): readonly string[] {
  const meant = /\(Did you mean ([^?]+)\?\)/.exec(message)?.[1];
  return meant === undefined ? [] : [`Did you mean ${meant}?`];
}

/**
 * What commander found wrong. Of what was typed only the name of an option and what is short is repeated: in the wrong
 * place it may be a refresh token.
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
      return usageError(`${option} wants one of ${choices}, and got ${givenWords(got)}`, HOW);
    }
    case 'commander.unknownOption': {
      const option = /'(--[a-z][a-z-]{0,30})(?:[='])/.exec(message)?.[1];
      if (option !== undefined && SECRET_OPTION.test(option)) {
        return usageError(
          `There is no option ${option}: a secret in an argument can be read in ps and in the shell's history`,
          'Leave it out and you are asked for it, or use --from-file or standard input',
          'If you typed it here, it is in the history of your shell now: make a new one',
        );
      }
      return usageError(
        `There is no option ${option ?? 'like one of those given'}`,
        ...suggested(message),
        HOW,
      );
    }
    case 'commander.excessArguments':
      return usageError(
        'There are too many arguments',
        'A command takes one integration at the most',
        'A refresh token is never an argument: leave it out and you are asked for it',
        HOW,
      );
    case 'commander.unknownCommand': {
      const typed = /^error: unknown command '(.*)'/s.exec(message)?.[1] ?? '';
      return usageError(`There is no command ${givenWords(typed)}`, ...suggested(message), HOW);
    }
    // These name an argument or an option of ours.
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
      return usageError(message.replace(/^error: /, ''), HOW);
  }
  return usageError('A value is not one of those allowed', HOW);
}
