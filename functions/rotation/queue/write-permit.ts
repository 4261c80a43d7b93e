import { pace } from './pace.ts';
import type { Clock } from '../ports.ts';

/** Waits until one more write to Secrets Manager is allowed. */
export type TakeWritePermit = () => Promise<void>;

/**
 * Permits for writing, in front of Secrets Manager's 50 writes a second, which every writer of the account and Region
 * shares and AWS does not raise. The permit is taken before minting: a minted access token must not wait in a queue
 * while consumers hold the one it killed.
 *
 * @param perSecond permits a second, in any one second at most 1.25 times as many
 */
export function writePermits(perSecond: number, clock: Clock): TakeWritePermit {
  return pace(perSecond, clock);
}
