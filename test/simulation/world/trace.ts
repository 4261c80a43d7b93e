import { createHash } from 'node:crypto';
import type { Observation } from './observation.ts';

/** The order of everything that happened in a run, as a hash, and as lines for whoever wants to read them. */
export interface Trace {
  add(now: number, observation: Observation): void;
  /** Two runs with the same hash went the same way. */
  hash(): string;
}

/** Makes a trace. */
export function traceTo(print: ((line: string) => void) | undefined): Trace {
  const hash = createHash('sha256');
  return {
    add(now, observation) {
      const line = `${now} ${JSON.stringify(observation)}`;
      hash.update(line);
      print?.(`${new Date(now).toISOString()} ${readable(observation)}`);
    },
    hash: () => hash.digest('hex'),
  };
}

/** Tokens are long and all alike: their first characters tell them apart. */
function readable({ kind, ...rest }: Observation): string {
  const fields = JSON.stringify(rest, (_, value: unknown) =>
    typeof value === 'string' && value.length === 43 ? `${value.slice(0, 6)}…` : value,
  );
  return `${kind} ${fields}`;
}
