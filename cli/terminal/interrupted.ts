/**
 * The operator pressed Ctrl+C while the command worked. The message names the completed steps and how to continue.
 */
export class Interrupted extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Interrupted';
  }
}

/** Message of a cancellation before anything was changed. */
export const NOTHING_CHANGED = 'Cancelled; nothing was stored or changed';

/**
 * Runs work, at most until the operator presses Ctrl+C. The command cannot cancel requests that it has sent, and
 * does not wait for their responses. A second Ctrl+C ends the process at once.
 *
 * @param progress what is done so far; called on Ctrl+C
 * @throws Interrupted
 */
export async function untilInterrupted<T>(work: () => Promise<T>, progress: () => string): Promise<T> {
  let interrupt!: () => void;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => reject(new Interrupted(progress()));
  });
  process.once('SIGINT', interrupt);
  try {
    return await Promise.race([work(), interrupted]);
  } finally {
    process.off('SIGINT', interrupt);
  }
}
