import { INVOCATION_LIMIT_MS, TICK_MS } from '../scenario/scenario.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { World } from '../world/world.ts';

/** Ms of life left in what consumers read; 0 when it is dead or nothing. */
export function lifeLeftMs({ truth, scheduler }: World, one: IntegrationTruth): number {
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  if (minted === undefined || !truth.isServed(one)) return 0;
  return Math.max(0, minted.expiresAt - scheduler.now());
}

/** Life of what consumers read, in ms; 0 when it is nothing of ours. */
export function lifetimeMs({ truth }: World, one: IntegrationTruth): number {
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  return minted === undefined ? 0 : minted.expiresAt - minted.mintedAt;
}

/**
 * Whether consumers read the first access token there ever was, and have for half a tick: minting from another
 * credential then kills nobody's, so its renewal may come at the integration's place in the period, whenever that is.
 * Of two rotators at once both may have published a first one, from the same credential and in the same tick.
 */
export function isFirstInItsPlace({ truth, scheduler }: World, one: IntegrationTruth): boolean {
  const first = truth.minted.get(one.firstPublished?.accessToken ?? '');
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  if (first === undefined || minted === undefined || one.reign > 2) return false;
  const isFirst =
    minted === first || (minted.secret === first.secret && minted.mintedAt - first.mintedAt < TICK_MS / 2);
  return isFirst && scheduler.now() - minted.mintedAt >= TICK_MS / 2;
}

/** A renewal may be moved ahead by so much of the life, to spread many integrations. */
const SPREAD = 0.1;

/** Whether its age alone is reason enough to rotate: half the life is over, give or take the spread and two ticks. */
export function isAged(world: World, one: IntegrationTruth): boolean {
  return (
    lifeLeftMs(world, one) <= lifetimeMs(world, one) * (0.5 + SPREAD) + 2 * TICK_MS + INVOCATION_LIMIT_MS
  );
}
