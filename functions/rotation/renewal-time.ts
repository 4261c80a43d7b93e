import { createHash } from 'node:crypto';
import type { RotationPolicy } from './policy.ts';

/**
 * An integration's own place in [0, 1), the same on every tick. It spreads renewals and probes of many integrations
 * without randomness: drawn anew each tick, a jitter could postpone a renewal for ever.
 */
export function spreadOf(integration: string): number {
  return createHash('sha256').update(integration).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * When an access token is due for renewal, in ms since the epoch.
 *
 * A consumer that reads it before then finds at least `1 - renewalFraction` of its life left, so the latest moment is
 * one tick before that part is used up, and the integration's spread moves it further ahead, never behind.
 * Computed from the expiry Alation returned, never from a default life; a minimum gap keeps a life shorter than a
 * tick from renewing in a loop.
 */
export function renewalTime(
  accessToken: { readonly issuedAt: number; readonly expiresAt: number },
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction' | 'renewalSpread' | 'minimumGapMs'>,
  spread: number,
): number {
  const lifetime = accessToken.expiresAt - accessToken.issuedAt;
  // An early renewal leaves little to spread over: half of it at most, or some would be due at every tick.
  const spreadOver = Math.min(policy.renewalSpread, policy.renewalFraction / 2);
  const beforeExpiry = lifetime * (1 - policy.renewalFraction) + lifetime * spreadOver * spread;
  const wanted = Math.trunc(accessToken.expiresAt - beforeExpiry - policy.intervalMs);
  return Math.max(wanted, accessToken.issuedAt + policy.minimumGapMs);
}

/** When a published access token is to be probed next: the interval less up to a quarter of it. */
export function probeTime(
  probedAt: number,
  policy: Pick<RotationPolicy, 'probeIntervalMs'>,
  spread: number,
): number {
  return Math.trunc(probedAt + policy.probeIntervalMs * (1 - spread / 4));
}

/**
 * Whether an access token lives too short for the schedule: it would be dead before the tick after next could
 * replace it, however early it is renewed.
 */
export function isTooShortLived(
  accessToken: { readonly issuedAt: number; readonly expiresAt: number },
  policy: Pick<RotationPolicy, 'intervalMs'>,
): boolean {
  return accessToken.expiresAt - accessToken.issuedAt < 2 * policy.intervalMs;
}
