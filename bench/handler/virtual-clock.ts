import type { Clock } from '../../functions/integration/ports.ts';
import { heap } from '../../functions/sweep/queue/heap.ts';

/** A clock that jumps to the next sleeper's time. */
export interface VirtualClock extends Clock {
  /** Waits for work of another process. No virtual time passes until the work ends. */
  external<T>(work: Promise<T>): Promise<T>;
  /** Runs the clock until the work ends. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly wakeAt: number;
  /** Sleepers with the same time wake in this order. */
  readonly order: number;
  readonly wake: () => void;
}

/** After this real time without progress the work counts as stuck. */
const STUCK_MS = 30_000;

/**
 * A virtual clock that starts at `start` (ms since the epoch). When no promise can resolve before time passes, and no
 * external work is pending, the clock jumps to the next sleeper. So an hour takes no real time, and events keep their
 * order.
 */
export function virtualClock(start: number): VirtualClock {
  let now = start;
  let slept = 0;
  let external = 0;
  let externalEnds = nothing;
  const sleepers = heap<Sleeper>((one, other) =>
    one.wakeAt === other.wakeAt ? one.order < other.order : one.wakeAt < other.wakeAt,
  );

  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ wakeAt: now + Math.max(0, ms), order: slept++, wake });
      }),
    async external(work) {
      external += 1;
      try {
        return await work;
      } finally {
        external -= 1;
        externalEnds();
      }
    },
    async run(work) {
      let isOver = false;
      const over = () => {
        isOver = true;
        externalEnds();
      };
      work.then(over, over);
      for (let stuckSince: number | undefined; ;) {
        await promisesSettled();
        if (isOver) return work;
        const next = sleepers.peek();
        if (next !== undefined && (external === 0 || next.wakeAt <= now)) {
          stuckSince = undefined;
          now = Math.max(now, next.wakeAt);
          sleepers.pop()?.wake();
        } else if (external > 0) {
          await new Promise<void>((resolve) => (externalEnds = resolve));
        } else {
          // The work waits for real time, for example while a module loads at its first use.
          stuckSince ??= Date.now();
          if (Date.now() - stuckSince > STUCK_MS) {
            throw new Error('the work is stuck: it waits neither for this clock nor for external work');
          }
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }
    },
  };
}

/** Node runs all microtasks before the next phase of its event loop. */
async function promisesSettled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

function nothing(): void {}
