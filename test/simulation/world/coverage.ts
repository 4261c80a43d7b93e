/** Coverage of runs: counts, which add up over runs, and maxima. */
export interface Coverage {
  readonly counts: Readonly<Record<string, number>>;
  readonly peaks: Readonly<Record<string, number>>;
}

/** Records coverage. */
export interface CoverageRecorder {
  count(name: string, by?: number): void;
  /** Keeps the greatest value. */
  peak(name: string, value: number): void;
  read(): Coverage;
}

/** Creates an empty recorder. */
export function coverageRecorder(): CoverageRecorder {
  const counts: Record<string, number> = {};
  const peaks: Record<string, number> = {};
  return {
    count(name, by = 1) {
      counts[name] = (counts[name] ?? 0) + by;
    },
    peak(name, value) {
      peaks[name] = Math.max(peaks[name] ?? -Infinity, value);
    },
    read: () => ({ counts, peaks }),
  };
}

/** Adds up the coverage of several runs. */
export function together(parts: readonly Coverage[]): Coverage {
  const all = coverageRecorder();
  for (const { counts, peaks } of parts) {
    for (const [name, count] of Object.entries(counts)) all.count(name, count);
    for (const [name, value] of Object.entries(peaks)) all.peak(name, value);
  }
  return all.read();
}
