import { Sensitive } from '../../functions/integration/sensitive.ts';
import { usageError } from '../cli-error.ts';
import type { Terminal } from './terminal.ts';

/** The problem of an answer; undefined for a valid answer. The problem of a secret never quotes the secret. */
export type Check = (answer: string) => string | undefined;

/** Questions to the operator at the terminal. They go to standard error: standard output holds only the result. */
export interface Prompts {
  text(message: string, check: Check): Promise<string>;
  /** Shows no typed character, not even the number of characters. */
  secret(message: string, check?: Check): Promise<Sensitive>;
  choice(
    message: string,
    choices: readonly { readonly value: string; readonly name: string }[],
  ): Promise<string>;
  /** `true` only for an explicit yes. */
  yes(message: string): Promise<boolean>;
}

type Questions = typeof import('./questions.ts');

/** Streams of a question, and the signal that cancels it. */
interface Context {
  readonly input: Terminal['stdin'];
  readonly output: Terminal['stderr'];
  readonly signal: AbortSignal;
}

/**
 * Creates the prompts of a terminal.
 *
 * @throws CliError on each question if no operator can answer
 */
export function createPrompts(terminal: Terminal): Prompts {
  const ask = async <T>(
    message: string,
    question: (questions: Questions, context: Context) => Promise<T>,
  ): Promise<T> => {
    if (!terminal.interactive) {
      throw usageError(
        `A value is missing and there is no terminal to ask for it: ${message.replace(/[:?]?$/, '')}`,
        'Give the value with an option or with --from-file <file>; --help lists the options',
      );
    }
    const { stdin, stderr } = terminal;
    const cancelled = new AbortController();
    // On Ctrl+D readline only pauses the input, and the prompt library would wait forever.
    const cancel = (): void => void setImmediate(() => cancelled.abort());
    stdin.once('pause', cancel);
    try {
      const context = { input: stdin, output: stderr, signal: cancelled.signal };
      return await question(await import('./questions.ts'), context);
    } finally {
      stdin.off('pause', cancel);
    }
  };
  return {
    text: async (message, check) => {
      const validate = (answer: string) => check(answer.trim()) ?? true;
      return (await ask(message, ({ input }, context) => input({ message, validate }, context))).trim();
    },
    secret: async (message, check = () => undefined) => {
      const question = {
        message,
        // Ctrl+T would show the secret on the screen.
        toggleMask: false,
        validate: (typed: string) =>
          typed.trim() === '' ? 'Type or paste a value and press Enter' : (check(typed.trim()) ?? true),
      };
      return new Sensitive(
        (await ask(message, ({ password }, context) => password(question, context))).trim(),
      );
    },
    choice: (message, choices) =>
      ask(message, ({ select }, context) => select({ message, choices: [...choices] }, context)),
    yes: (message) => ask(message, ({ confirm }, context) => confirm({ message, default: false }, context)),
  };
}

/** Whether the operator left a question unanswered, with Ctrl+C or Ctrl+D. */
export function isCancelledQuestion(error: unknown): boolean {
  return error instanceof Error && /^(?:Exit|Abort)PromptError$/.test(error.name);
}
