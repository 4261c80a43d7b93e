import type { Clock } from '../../functions/integration/ports.ts';
import { heap } from '../../functions/sweep/queue/heap.ts';

/** A clock that jumps to the next thing that happens. */
export interface VirtualClock extends Clock {
  /** Work that goes on elsewhere, such as in another process: no time passes until it ends. */
  outside<T>(work: Promise<T>): Promise<T>;
  /** Lets time pass until the work ends. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  readonly wakeAt: number;
  /** Order of going to sleep. */
  readonly order: number;
  readonly wake: () => void;
}

/** How long nothing may happen at all before that is a defect, in ms of real time. */
const STUCK_MS = 30_000;

/**
 * A clock in virtual time, at `start` (ms since the epoch). Whenever every promise has been followed as far as it goes
 * and nothing is under way outside, the next sleeper wakes at its time: an hour of waiting takes no time, and the
 * order of events is that of real time.
 */
export function virtualClock(start: number): VirtualClock {
  let now = start;
  let slept = 0;
  let underWay = 0;
  let outsideEnds = nothing;
  const sleepers = heap<Sleeper>((one, other) =>
    one.wakeAt === other.wakeAt ? one.order < other.order : one.wakeAt < other.wakeAt,
  );

  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ wakeAt: now + Math.max(0, ms), order: slept++, wake });
      }),
    async outside(work) {
      underWay += 1;
      try {
        return await work;
      } finally {
        underWay -= 1;
        outsideEnds();
      }
    },
    async run(work) {
      let isOver = false;
      const over = () => {
        isOver = true;
        outsideEnds();
      };
      work.then(over, over);
      for (let stuckSince: number | undefined; ;) {
        await everyPromiseFollowed();
        if (isOver) return work;
        const next = sleepers.peek();
        if (next !== undefined && (underWay === 0 || next.wakeAt <= now)) {
          stuckSince = undefined;
          now = Math.max(now, next.wakeAt);
          sleepers.pop()?.wake();
        } else if (underWay > 0) {
          await new Promise<void>((resolve) => (outsideEnds = resolve));
        } else {
          // Something real is under way, such as a module that is loaded at its first use.
          stuckSince ??= Date.now();
          if (Date.now() - stuckSince > STUCK_MS) {
            throw new Error('the work waits for something that never comes');
          }
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }
    },
  };
}

/** All microtasks come before the next round of the event loop. */
async function everyPromiseFollowed(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

function nothing(): void {}
