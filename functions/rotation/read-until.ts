import type { Clock } from '../integration/ports.ts';

/** Backoffs in ms. Together they are longer than the usual consistency delay of Secrets Manager. */
const WAITS_MS = [500, 1_000, 2_000];

/**
 * Reads, and reads again after a backoff while the result is not up to date. Secrets Manager is eventually consistent:
 * for some seconds after a change a read may show the state before the change.
 *
 * @param until no backoff ends after this instant, ms since the epoch
 * @returns the last result, up to date or not
 */
export async function readUntil<T>(
  read: () => Promise<T>,
  isUpToDate: (result: T) => boolean,
  { clock, until }: { readonly clock: Clock; readonly until: number },
): Promise<T> {
  let result = await read();
  for (const wait of WAITS_MS) {
    if (isUpToDate(result) || clock.now() + wait > until) break;
    await clock.sleep(wait);
    result = await read();
  }
  return result;
}
