import { createHash } from 'node:crypto';
import type { Observation } from './observation.ts';

/** The order of all observations of a run, as a hash and as readable lines. */
export interface Trace {
  add(now: number, observation: Observation): void;
  /** Two runs with the same hash had the same history. */
  hash(): string;
}

/**
 * Creates a trace.
 *
 * @param repeatable removes what differs between two runs of the same seed
 */
export function traceTo(
  print: ((line: string) => void) | undefined,
  repeatable: (line: string) => string = (line) => line,
): Trace {
  const hash = createHash('sha256');
  return {
    add(now, observation) {
      const line = `${now} ${JSON.stringify(observation)}`;
      hash.update(repeatable(line));
      print?.(`${new Date(now).toISOString()} ${readable(observation)}`);
    },
    hash: () => hash.digest('hex'),
  };
}

/** Shortens tokens: their first characters identify them. */
function readable({ kind, ...rest }: Observation): string {
  const fields = JSON.stringify(rest, (_, value: unknown) =>
    typeof value === 'string' && value.length === 43 ? `${value.slice(0, 6)}…` : value,
  );
  return `${kind} ${fields}`;
}
