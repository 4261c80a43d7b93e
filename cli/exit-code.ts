/** Exit codes of the command, as docs/cli.md documents them. */
export const ExitCode = {
  /** Done. No action is needed. */
  done: 0,
  /** An operator must act; the output says how. */
  needsPerson: 1,
  /** The command was called wrongly. It changed nothing. */
  usage: 2,
  /** A transient failure: try again, or wait for the rotator's next sweep. */
  transient: 3,
  /** Cancelled by the operator, for example with Ctrl+C. */
  cancelled: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
