/** The time, and waiting. */
export interface Clock {
  /** Ms since the epoch. */
  now(): number;
  /** Resolves after that many ms on this clock; rejects with the signal's reason (an Error) when aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that stands still until it is moved. */
export interface MovableClock extends Clock {
  /** Moves on by that many ms (not below 0), waking sleepers in the order of their time on the way. */
  advance(ms: number): Promise<void>;
  /** Moves to an instant, ms since the epoch, which must not lie in the past. */
  set(ms: number): Promise<void>;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * A clock for tests and simulations, at `startMs` (ms since the epoch).
 *
 * A sleeper sees its own wake-up time as `now()`, and what it sets going (such as another sleep) is in place before
 * the clock moves further, as long as that needs no I/O. Sleeping 0 ms or less does not wait for the clock to move.
 */
export function movableClock(startMs: number): MovableClock {
  let now = startMs;
  const sleepers: Sleeper[] = [];

  const moveTo = async (target: number): Promise<void> => {
    if (!(target >= now)) {
      throw new RangeError(
        `The clock only moves forward: it is at ${now} ms and was asked to go to ${target} ms.`,
      );
    }
    for (let next = sleepers[0]; next !== undefined && next.wakeAt <= target; next = sleepers[0]) {
      sleepers.shift();
      now = Math.max(now, next.wakeAt);
      next.wake();
      // A macrotask lets every continuation of the sleeper run, however many awaits it goes through.
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    now = Math.max(now, target);
  };

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(reasonOf(signal));
        if (!(ms > 0)) return resolve();
        const abort = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(reasonOf(signal));
        };
        const sleeper: Sleeper = {
          wakeAt: now + ms,
          wake: () => {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        const later = sleepers.findIndex((other) => other.wakeAt > sleeper.wakeAt);
        sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
      }),
    advance: (ms) => moveTo(now + ms),
    set: moveTo,
  };
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(reasonOf(signal));
      const abort = (): void => {
        clearTimeout(timer);
        reject(reasonOf(signal));
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', abort, { once: true });
    }),
};

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException('This sleep was aborted.', 'AbortError');
}
