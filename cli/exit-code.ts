/** How the command ends; documented in docs/cli.md. */
export const ExitCode = {
  /** Done, and all is well. */
  done: 0,
  /** Something needs a person; the message says what to do. */
  needsPerson: 1,
  /** The command was called wrongly; nothing was done. */
  usage: 2,
  /** A passing trouble: try again, or leave it to the rotator's next tick. */
  notYet: 3,
  /** Ctrl+C. */
  cancelled: 130,
} as const;

/** One of them. */
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
