/** Faults that are added while a server runs. */
export interface Faults<Fault> {
  /**
   * Adds a fault after the other faults and returns a function that removes the fault.
   *
   * @throws ZodError when the value is not a valid fault
   */
  add(fault: Fault): () => void;
  /** Removes all faults. */
  clear(): void;
  /** The faults that can still happen. `skip` and `times` are the remaining numbers. */
  list(): readonly Fault[];
}

/** Faults as the server uses them. */
export interface FaultQueue<Fault> extends Faults<Fault> {
  /**
   * Returns the first fault that matches a request and whose `skip` is 0, and counts down its `times`. Counts down `skip` of
   * each earlier fault that matches the request.
   */
  take(matches: (fault: Fault) => boolean): Fault | undefined;
}

interface Frequency {
  readonly skip?: number | undefined;
  readonly times?: number | undefined;
}

interface Entry<Fault> {
  readonly fault: Fault;
  skip: number;
  remaining: number;
}

/**
 * Creates an empty queue.
 *
 * @param parse throws ZodError when the value is not a valid fault
 */
export function createFaults<Fault extends Frequency>(parse: (given: Fault) => Fault): FaultQueue<Fault> {
  let entries: Entry<Fault>[] = [];
  const remove = (entry: Entry<Fault>): void => {
    entries = entries.filter((other) => other !== entry);
  };
  return {
    add: (given) => {
      const fault = parse(given);
      const entry = { fault, skip: fault.skip ?? 0, remaining: fault.times ?? Number.POSITIVE_INFINITY };
      entries.push(entry);
      return () => remove(entry);
    },
    clear: () => {
      entries = [];
    },
    list: () =>
      entries.map(({ fault, skip, remaining }) => ({
        ...fault,
        skip: skip > 0 ? skip : undefined,
        times: Number.isFinite(remaining) ? remaining : undefined,
      })),
    take: (matches) => {
      for (const entry of entries) {
        if (!matches(entry.fault)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.remaining -= 1;
        if (entry.remaining === 0) remove(entry);
        return entry.fault;
      }
      return undefined;
    },
  };
}
