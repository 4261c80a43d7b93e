import type { Readable, Writable } from 'node:stream';
import { setTimeout as startTimer } from 'node:timers';
import { styleText } from 'node:util';
import yoctoSpinner from 'yocto-spinner';
import { NOTHING_CHANGED, untilInterrupted } from './interrupted.ts';

/** A stream that may be a terminal. */
export type Input = Readable & { readonly isTTY?: boolean };
/** The same for output. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The three streams of the process. */
export interface Streams {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Styles in use. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** The terminal, or what stands in its place. */
export interface Terminal extends Streams {
  /** Print one JSON document and nothing for people. */
  readonly json: boolean;
  /** Whether a person sits at it who can be asked. */
  readonly interactive: boolean;
  /** Columns of a terminal on standard output; undefined where lines may be as long as they are. */
  readonly columns: number | undefined;
  /** The text in a style, where standard output is a terminal that shows it (NO_COLOR and the like are obeyed). */
  style(style: Style, text: string): string;
  /** A line for the person meanwhile; on standard error, and not with `--json`. */
  note(line: string): void;
  /**
   * Does work, and shows a spinner beside this text once it has lasted a second. Ctrl+C ends it with what `says` tells
   * of then: that nothing was changed, unless given.
   *
   * @throws Interrupted
   */
  during<T>(text: string, work: () => Promise<T>, says?: () => string): Promise<T>;
}

/** Work that is done sooner shows no spinner. */
const SPINNER_AFTER_MS = 1_000;

/** Makes the terminal of these streams. */
export function createTerminal(streams: Streams, json: boolean): Terminal {
  const { stdin, stdout, stderr } = streams;
  return {
    ...streams,
    json,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    // A terminal that does not tell has none.
    columns: json || stdout.isTTY !== true ? undefined : stdout.columns || undefined,
    style: (style, text) => (json ? text : styleText(style, text, { stream: stdout })),
    note: (line) => {
      if (!json) stderr.write(`${line}\n`);
    },
    during: async (text, work, says = () => NOTHING_CHANGED) => {
      if (json || stderr.isTTY !== true) return untilInterrupted(work, says);
      // Its own way to end the process on a signal would say nothing.
      const spinner = yoctoSpinner({ text, stream: stderr, handleSignals: false });
      const timer = startTimer(() => spinner.start(), SPINNER_AFTER_MS);
      try {
        return await untilInterrupted(work, says);
      } finally {
        clearTimeout(timer);
        if (spinner.isSpinning) spinner.stop();
      }
    },
  };
}
