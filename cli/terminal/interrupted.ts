/** Somebody pressed Ctrl+C while the command worked. The message says what is done by then, and how to go on. */
export class Interrupted extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Interrupted';
  }
}

/** Where nothing else is said. */
export const NOTHING_CHANGED = 'Cancelled; nothing was stored or changed';

/**
 * Does work until somebody presses Ctrl+C. What was begun then is not taken back, and its answer is not waited for. The
 * second time the process ends at once, as ever.
 *
 * @param says what is done already, asked for when it happens
 * @throws Interrupted
 */
export async function untilInterrupted<T>(work: () => Promise<T>, says: () => string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const interrupt = (): void => reject(new Interrupted(says()));
  process.once('SIGINT', interrupt);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    process.off('SIGINT', interrupt);
  }
}
