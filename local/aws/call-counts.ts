/** Number of calls of each operation, calls with faults included. */
export interface CallCounts {
  /** Calls of one operation, e.g. `count('secretsmanager.PutSecretValue')`, or of all operations without an argument. */
  count(operation?: string): number;
  /** Calls by `service.operation`, in the order of their first call. */
  all(): Readonly<Record<string, number>>;
  /** Sets all counts to 0. */
  reset(): void;
}

/** Counts that can be increased. */
export interface WritableCallCounts extends CallCounts {
  add(operation: string): void;
}

/** Creates counts that are all 0. */
export function callCounts(): WritableCallCounts {
  const counts = new Map<string, number>();
  return {
    count: (operation) =>
      operation === undefined
        ? [...counts.values()].reduce((sum, count) => sum + count, 0)
        : (counts.get(operation) ?? 0),
    all: () => Object.fromEntries(counts),
    reset: () => counts.clear(),
    add: (operation) => counts.set(operation, (counts.get(operation) ?? 0) + 1),
  };
}
