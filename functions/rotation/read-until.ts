import type { Clock } from '../integration/ports.ts';

/** Backoffs in ms. Together they outlast the delay until Secrets Manager usually shows a change everywhere. */
const WAITS_MS = [500, 1_000, 2_000];

/**
 * Reads, and reads again after a backoff while the result is not `settled`. Secrets Manager is eventually consistent: for
 * some seconds after a change a read may show the state before it.
 *
 * @param until no backoff ends after this instant, ms since the epoch
 * @returns the last result, settled or not
 */
export async function readUntil<T>(
  read: () => Promise<T>,
  settled: (result: T) => boolean,
  { clock, until }: { readonly clock: Clock; readonly until: number },
): Promise<T> {
  let result = await read();
  for (const wait of WAITS_MS) {
    if (settled(result) || clock.now() + wait > until) break;
    await clock.sleep(wait);
    result = await read();
  }
  return result;
}
