import type { Draw } from './draw.ts';

/**
 * Runs all pending calls, sleeps, schedules and crashes one at a time: the earliest first, at the same ms in a
 * random order. Everything that follows from a step runs before the next step, so the order of steps is the order
 * of awaits in the code under test.
 */
export interface Scheduler {
  /** Ms since the epoch. */
  now(): number;
  /** Number of steps so far. */
  steps(): number;
  /** Schedules `step` after this many ms. */
  after(ms: number, step: () => void): void;
  /**
   * Runs steps until that time.
   *
   * @param onStep called after time has moved, and after everything that follows from a step
   */
  runUntil(end: number, onStep: () => void): Promise<void>;
}

interface Waiting {
  readonly at: number;
  /** Drawn when scheduled: decides the order of steps at the same ms. */
  readonly lot: number;
  readonly step: () => void;
}

/**
 * Creates a scheduler whose random order comes from `draw`.
 *
 * @param afterStep resolves when everything that follows from a step has run
 */
export function scheduler(start: number, draw: Draw, afterStep: () => Promise<void>): Scheduler {
  let time = start;
  let taken = 0;
  /** Latest first, so that the next step is at the end. */
  const waiting: Waiting[] = [];

  const insert = (one: Waiting) => {
    let low = 0;
    let high = waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = waiting[middle];
      if (other !== undefined && isAfter(other, one)) low = middle + 1;
      else high = middle;
    }
    waiting.splice(low, 0, one);
  };

  return {
    now: () => time,
    steps: () => taken,
    after: (ms, step) => insert({ at: time + Math.max(0, Math.round(ms)), lot: draw.random(), step }),
    async runUntil(end, onStep) {
      for (let next = waiting.at(-1); next !== undefined && next.at <= end; next = waiting.at(-1)) {
        waiting.pop();
        taken += 1;
        if (next.at !== time) {
          time = next.at;
          onStep();
        }
        next.step();
        await afterStep();
        onStep();
      }
      time = end;
    },
  };
}

function isAfter(one: Waiting, other: Waiting): boolean {
  return one.at === other.at ? one.lot > other.lot : one.at > other.at;
}

/** Resolves at the next iteration of the event loop. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
