import { INVOCATION_LIMIT_MS, INTERVAL_MS } from '../scenario/scenario.ts';
import type { IntegrationTruth } from '../world/truth.ts';
import type { World } from '../world/world.ts';

/** Remaining lifetime of the published access token in ms; 0 when it is inactive or missing. */
export function remainingLifetimeMs({ truth, scheduler }: World, one: IntegrationTruth): number {
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  if (minted === undefined || !truth.isServed(one)) return 0;
  return Math.max(0, minted.expiresAt - scheduler.now());
}

/** Lifetime of the published access token in ms; 0 when Alation did not mint it. */
export function lifetimeMs({ truth }: World, one: IntegrationTruth): number {
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  return minted === undefined ? 0 : minted.expiresAt - minted.mintedAt;
}

/**
 * Whether the first access token has been published for half an interval. A mint from another credential then revokes
 * no access token, so the renewal may come at the integration's spread time. Two concurrent rotators
 * may each publish a first access token, from the same credential and in the same sweep.
 */
export function isFirstAccessToken({ truth, scheduler }: World, one: IntegrationTruth): boolean {
  const first = truth.minted.get(one.firstPublished?.accessToken ?? '');
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  if (first === undefined || minted === undefined || one.publications > 2) return false;
  const isFirst =
    minted === first ||
    (minted.secret === first.secret && minted.mintedAt - first.mintedAt < INTERVAL_MS / 2);
  return isFirst && scheduler.now() - minted.mintedAt >= INTERVAL_MS / 2;
}

/** Part of the lifetime by which a renewal may move ahead, to spread many integrations. */
const SPREAD = 0.1;

/** Whether the age alone allows a rotation: half the lifetime is over, less the spread and two intervals. */
export function isAged(world: World, one: IntegrationTruth): boolean {
  return (
    remainingLifetimeMs(world, one) <=
    lifetimeMs(world, one) * (0.5 + SPREAD) + 2 * INTERVAL_MS + INVOCATION_LIMIT_MS
  );
}
