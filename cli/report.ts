import type { ExitCode } from './exit-code.ts';
import type { Style } from './terminal/terminal.ts';

/** A line for the operator. Only a terminal shows the style. */
export type Line = string | { readonly text: string; readonly style: Style };

/** The result of a command, as JSON and as text. It holds no secret. */
export interface Report {
  /** The output for `--json`. */
  readonly json: unknown;
  /** What happened. */
  readonly lines: readonly Line[];
  /** What to do, one step in each text. A command to copy is always the end of its text. */
  readonly todo: readonly string[];
  readonly exitCode: ExitCode;
}
