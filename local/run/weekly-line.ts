import type { Consumer } from './consumer.ts';
import type { Watcher } from './watcher.ts';

/** The sums so far, for one line a week. */
export function weeklyLine(
  integrations: readonly { readonly consumer: Consumer; readonly watcher: Watcher }[],
): string {
  const rotations = sum(integrations.map(({ watcher }) => watcher.result().rotations));
  const reads = sum(integrations.map(({ consumer }) => consumer.tally().reads));
  const failures = sum(integrations.map(({ consumer }) => consumer.tally().failures));
  return `so far ${rotations} rotations, ${reads} consumer reads, ${failures} of them failed`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
