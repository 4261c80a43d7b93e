import { INVOCATION_LIMIT_MS } from '../scenario/scenario.ts';
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
 * no access token, so the next rotation may come at the integration's slot. Two concurrent rotators
 * may each publish a first access token, from the same credential and in the same sweep.
 */
export function mayReplaceFirstAccessToken(
  { truth, scheduler, policy }: World,
  one: IntegrationTruth,
): boolean {
  const first = truth.minted.get(one.firstPublished?.accessToken ?? '');
  const minted = truth.minted.get(one.published?.accessToken ?? '');
  if (first === undefined || minted === undefined || one.publications > 2) return false;
  const isFirst =
    minted === first ||
    (minted.secret === first.secret && minted.mintedAt - first.mintedAt < policy.intervalMs / 2);
  return isFirst && scheduler.now() - minted.mintedAt >= policy.intervalMs / 2;
}

/** Whether the age alone allows a rotation: the rotation time has come, minus the spread, two intervals and a sweep. */
export function isAged(world: World, one: IntegrationTruth): boolean {
  const { intervalMs, renewalFraction, rotationSpread } = world.policy;
  return (
    remainingLifetimeMs(world, one) <=
    lifetimeMs(world, one) * (1 - renewalFraction + rotationSpread) + 2 * intervalMs + INVOCATION_LIMIT_MS
  );
}
