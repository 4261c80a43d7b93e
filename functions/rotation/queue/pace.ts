import type { Clock } from '../ports.ts';

const BURST_MS = 250;

/**
 * A token bucket: resolves as soon as one more is allowed.
 *
 * @param perSecond how many a second; after a pause a quarter of that may go at once, so that no second ever sees more
 * than 1.25 times as many
 */
export function pace(perSecond: number, clock: Clock): () => Promise<void> {
  const spacingMs = 1_000 / perSecond;
  let nextFreeAt = -Infinity;
  return async () => {
    const now = clock.now();
    nextFreeAt = Math.max(nextFreeAt + spacingMs, now + Math.min(0, spacingMs - BURST_MS));
    if (nextFreeAt > now) await clock.sleep(nextFreeAt - now);
  };
}
