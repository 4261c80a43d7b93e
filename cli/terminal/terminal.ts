import type { Readable, Writable } from 'node:stream';
import { setTimeout as startTimer } from 'node:timers';
import { styleText } from 'node:util';
import yoctoSpinner from 'yocto-spinner';
import { NOTHING_CHANGED, untilInterrupted } from './interrupted.ts';
import { wrap } from './wrap.ts';

/** An input stream that may be a terminal. */
export type Input = Readable & { readonly isTTY?: boolean };
/** An output stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The three streams of the process. */
export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Styles in use. */
export type Style = 'bold' | 'red' | 'green' | 'yellow';

/** The terminal, or the files and pipes that replace it. */
export interface Terminal extends Streams {
  /** Print one JSON document and nothing else. */
  readonly json: boolean;
  /** Whether an operator can answer questions. */
  readonly interactive: boolean;
  /** Width of standard output; undefined for a file or a pipe, and with `--json`. */
  readonly columns: number | undefined;
  /** Prints a line on standard error while the command runs; nothing with `--json`. */
  note(line: string): void;
  /**
   * Runs work. If it takes longer than a second, a terminal shows a spinner with this text.
   *
   * @param progress what is done so far, for an operator who presses Ctrl+C
   * @default - nothing was stored or changed
   * @throws Interrupted on Ctrl+C
   */
  during<T>(text: string, work: () => Promise<T>, progress?: () => string): Promise<T>;
}

const SPINNER_DELAY_MS = 1_000;

/** Creates the terminal of these streams. */
export function createTerminal(streams: Streams, json: boolean): Terminal {
  const { stdin, stdout, stderr } = streams;
  return {
    ...streams,
    json,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    columns: json ? undefined : columnsOf(stdout),
    note: (line) => {
      if (!json) stderr.write(`${wrap(line, columnsOf(stderr)).join('\n')}\n`);
    },
    during: async (text, work, progress = () => NOTHING_CHANGED) => {
      if (json || stderr.isTTY !== true) return untilInterrupted(work, progress);
      // The spinner's own signal handler would end the process without a message.
      const spinner = yoctoSpinner({ text, stream: stderr, handleSignals: false });
      const timer = startTimer(() => spinner.start(), SPINNER_DELAY_MS);
      try {
        return await untilInterrupted(work, progress);
      } finally {
        clearTimeout(timer);
        if (spinner.isSpinning) spinner.stop();
      }
    },
  };
}

/** Width of a terminal; undefined for a file or a pipe, and for a terminal that reports none. */
export function columnsOf({ isTTY, columns }: Output): number | undefined {
  return isTTY === true ? columns || undefined : undefined;
}

/** A text in a style, if the stream is a terminal that shows it. Follows NO_COLOR and similar variables. */
export function styled(stream: Output, style: Style, text: string): string {
  return styleText(style, text, { stream });
}
