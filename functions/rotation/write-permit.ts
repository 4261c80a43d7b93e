import type { Clock } from './ports.ts';

/** Waits until one more write to Secrets Manager is allowed. */
export type TakeWritePermit = () => Promise<void>;

const BURST_MS = 250;

/**
 * A token bucket in front of Secrets Manager's 50 writes a second, which every writer of the account and Region
 * shares and AWS does not raise. The permit is taken before minting: a minted access token must not wait in a queue
 * while consumers hold the one it killed.
 *
 * @param perSecond permits a second; after a pause a quarter of that may be taken at once, so that no second ever sees
 * more than 1.25 times as many
 */
export function writePermits(perSecond: number, clock: Clock): TakeWritePermit {
  const spacingMs = 1_000 / perSecond;
  let nextFreeAt = -Infinity;
  return async () => {
    const now = clock.now();
    nextFreeAt = Math.max(nextFreeAt + spacingMs, now + Math.min(0, spacingMs - BURST_MS));
    if (nextFreeAt > now) await clock.sleep(nextFreeAt - now);
  };
}
