import type { ExitCode } from './exit-code.ts';

/** What a command came to: the same for machines and for people. No part of it holds a secret. */
export interface Report {
  /** What `--json` prints. */
  readonly json: unknown;
  /** What people read. */
  readonly lines: readonly string[];
  readonly exitCode: ExitCode;
}
