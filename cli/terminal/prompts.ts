import { confirm, input, password, select } from '@inquirer/prompts';
import { Sensitive } from '../../functions/rotation/sensitive.ts';
import { usageError } from '../cli-error.ts';
import type { Terminal } from './terminal.ts';

/** Says what is wrong with an answer, or nothing. Never quotes it. */
export type Check = (answer: string) => string | undefined;

/** One question at a time; all of them on standard error, so that standard output holds the result alone. */
export interface Prompts {
  text(
    message: string,
    options: { readonly default?: string | undefined; readonly check: Check },
  ): Promise<string>;
  /** Nothing that is typed is shown, not even its length. */
  secret(message: string, check?: Check): Promise<Sensitive>;
  choice(
    message: string,
    choices: readonly { readonly value: string; readonly name: string }[],
  ): Promise<string>;
  /** `true` only for an explicit yes. */
  yes(message: string): Promise<boolean>;
}

/**
 * Makes the prompts of a terminal.
 *
 * @throws CliError on each question when nobody can be asked
 */
export function createPrompts(terminal: Terminal): Prompts {
  const context = { input: terminal.stdin, output: terminal.stderr };
  const requirePerson = (message: string): void => {
    if (terminal.interactive) return;
    throw usageError(
      `There is no terminal to ask at: ${message.replace(/[:?]?$/, '')}`,
      'Give it by an option, or with --from-file <file>; see --help',
    );
  };
  return {
    text: async (message, { default: byDefault, check }) => {
      requirePerson(message);
      const validate = (answer: string) => check(answer.trim()) ?? true;
      const answer = await input(
        { message, validate, ...(byDefault === undefined ? {} : { default: byDefault }) },
        context,
      );
      return answer.trim();
    },
    secret: async (message, check = () => undefined) => {
      requirePerson(message);
      const answer = await password(
        {
          message,
          // Ctrl+T would show it on the screen.
          toggleMask: false,
          validate: (typed) =>
            typed.trim() === '' ? 'Type or paste it and press Enter' : (check(typed.trim()) ?? true),
        },
        context,
      );
      return new Sensitive(answer.trim());
    },
    choice: async (message, choices) => {
      requirePerson(message);
      return select({ message, choices: [...choices] }, context);
    },
    yes: async (message) => {
      requirePerson(message);
      return confirm({ message, default: false }, context);
    },
  };
}
