import type { Dice } from './dice.ts';

/**
 * One order of everything: pending calls, sleepers, schedules and accidents wait here, and one at a time goes on.
 * Whoever is due earliest is next; among those due at the same ms the dice decide. Before the next one moves, all that
 * follows from the last one has run, so an order of steps is an order of the awaits in the code under test.
 */
export interface Scheduler {
  /** Ms since the epoch. */
  now(): number;
  /** How many steps were taken. */
  steps(): number;
  /** Lets `step` be taken after that many ms. */
  after(ms: number, step: () => void): void;
  /**
   * Takes steps until that instant.
   *
   * @param look called twice a step: when time has moved, and when all that follows from the step has happened
   */
  runUntil(end: number, look: () => void): Promise<void>;
}

interface Waiting {
  readonly at: number;
  /** Drawn on arrival: the order among those due at the same ms. */
  readonly lot: number;
  readonly step: () => void;
}

/** Makes a scheduler that draws the order from these dice. */
export function scheduler(start: number, dice: Dice): Scheduler {
  let time = start;
  let taken = 0;
  /** Latest first, so that the next one is at the end. */
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
    after: (ms, step) => insert({ at: time + Math.max(0, Math.round(ms)), lot: dice.random(), step }),
    async runUntil(end, look) {
      for (let next = waiting.at(-1); next !== undefined && next.at <= end; next = waiting.at(-1)) {
        waiting.pop();
        time = next.at;
        taken += 1;
        look();
        next.step();
        await allElseHasRun();
        look();
      }
      time = end;
    },
  };
}

function isAfter(one: Waiting, other: Waiting): boolean {
  return one.at === other.at ? one.lot > other.lot : one.at > other.at;
}

/** The code under test is made of promises alone, so nothing of it is left to run when the event loop turns. */
function allElseHasRun(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
