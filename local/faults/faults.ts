/** Faults that are added while a server runs. */
export interface Faults<Fault> {
  /**
   * Adds a fault behind the others and returns a function that removes it.
   *
   * @throws ZodError when the value is no fault
   */
  add(fault: Fault): () => void;
  /** Removes all. */
  clear(): void;
  /** The faults that still can happen; `skip` and `times` are what is left of them. */
  list(): readonly Fault[];
}

/** Faults as the server uses them. */
export interface FaultQueue<Fault> extends Faults<Fault> {
  /** The first fault that matches a request and skips it no more. It counts as having happened once. */
  take(matches: (fault: Fault) => boolean): Fault | undefined;
}

interface Frequency {
  readonly skip?: number | undefined;
  readonly times?: number | undefined;
}

interface Entry<Fault> {
  readonly fault: Fault;
  skip: number;
  left: number;
}

/**
 * Creates an empty queue.
 *
 * @param parse throws ZodError when the value is no fault
 */
export function createFaults<Fault extends Frequency>(parse: (given: Fault) => Fault): FaultQueue<Fault> {
  let entries: Entry<Fault>[] = [];
  const remove = (entry: Entry<Fault>): void => {
    entries = entries.filter((other) => other !== entry);
  };
  return {
    add: (given) => {
      const fault = parse(given);
      const entry = { fault, skip: fault.skip ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY };
      entries.push(entry);
      return () => remove(entry);
    },
    clear: () => {
      entries = [];
    },
    list: () =>
      entries.map(({ fault, skip, left }) => ({
        ...fault,
        skip: skip > 0 ? skip : undefined,
        times: Number.isFinite(left) ? left : undefined,
      })),
    take: (matches) => {
      for (const entry of entries) {
        if (!matches(entry.fault)) continue;
        if (entry.skip > 0) {
          entry.skip -= 1;
          continue;
        }
        entry.left -= 1;
        if (entry.left === 0) remove(entry);
        return entry.fault;
      }
      return undefined;
    },
  };
}
