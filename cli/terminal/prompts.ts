import { confirm, input, password, select } from '@inquirer/prompts';
import { Sensitive } from '../../functions/integration/sensitive.ts';
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

/** What the prompt library asks at, and what takes a question back. */
interface Context {
  readonly input: Terminal['stdin'];
  readonly output: Terminal['stderr'];
  readonly signal: AbortSignal;
}

/**
 * Makes the prompts of a terminal.
 *
 * @throws CliError on each question when nobody can be asked
 */
export function createPrompts(terminal: Terminal): Prompts {
  const requirePerson = (message: string): void => {
    if (terminal.interactive) return;
    throw usageError(
      `There is no terminal to ask at: ${message.replace(/[:?]?$/, '')}`,
      'Give it by an option, or with --from-file <file>; see --help',
    );
  };
  const ask = async <T>(message: string, question: (context: Context) => Promise<T>): Promise<T> => {
    requirePerson(message);
    const { stdin, stderr } = terminal;
    const over = new AbortController();
    // The prompt library leaves a question open for ever when input ends (Ctrl+D): readline pauses it then.
    const end = (): void => void setImmediate(() => over.abort());
    stdin.once('pause', end);
    try {
      return await question({ input: stdin, output: stderr, signal: over.signal });
    } finally {
      stdin.off('pause', end);
    }
  };
  return {
    text: async (message, { default: byDefault, check }) => {
      const validate = (answer: string) => check(answer.trim()) ?? true;
      const asked = { message, validate, ...(byDefault === undefined ? {} : { default: byDefault }) };
      return (await ask(message, (context) => input(asked, context))).trim();
    },
    secret: async (message, check = () => undefined) => {
      const asked = {
        message,
        // Ctrl+T would show it on the screen.
        toggleMask: false,
        validate: (typed: string) =>
          typed.trim() === '' ? 'Type or paste it and press Enter' : (check(typed.trim()) ?? true),
      };
      return new Sensitive((await ask(message, (context) => password(asked, context))).trim());
    },
    choice: (message, choices) =>
      ask(message, (context) => select({ message, choices: [...choices] }, context)),
    yes: (message) => ask(message, (context) => confirm({ message, default: false }, context)),
  };
}

/** Whether a question was left without an answer, by Ctrl+C or at the end of input. */
export function isCancelledQuestion(error: unknown): boolean {
  return error instanceof Error && /^(?:Exit|Abort)PromptError$/.test(error.name);
}
