/** A clock that shows the time and on which code can sleep. */
export interface Clock {
  /** Ms since the epoch. */
  now(): number;
  /** Resolves after this many ms on this clock. If the signal is aborted first, rejects with its reason (an Error). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that a program moves. */
export interface MovableClock extends Clock {
  /** Moves forward by this many ms (0 or more). Sleeps that end in between end in the order of their times. */
  advance(ms: number): Promise<void>;
  /** Moves to an instant, ms since the epoch. Rejects with RangeError for an instant before `now()`. */
  set(ms: number): Promise<void>;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/**
 * A clock for tests and simulations, at `startMs` (ms since the epoch).
 *
 * When a sleep ends, `now()` is the end of this sleep, even if the clock moves further. Code that follows the sleep, such
 * as another sleep, runs before the clock moves further, unless this code needs I/O. A sleep of 0 ms or less ends
 * immediately.
 */
export function movableClock(startMs: number): MovableClock {
  let now = startMs;
  const sleepers: Sleeper[] = [];

  const moveTo = async (target: number): Promise<void> => {
    if (!(target >= now)) {
      throw new RangeError(`Got ${target} ms. The clock is at ${now} ms and only moves forward.`);
    }
    for (let next = sleepers[0]; next !== undefined && next.wakeAt <= target; next = sleepers[0]) {
      sleepers.shift();
      now = Math.max(now, next.wakeAt);
      next.wake();
      // A macrotask lets the code after the sleep run, through any number of awaits.
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

/** The machine's clock. */
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
