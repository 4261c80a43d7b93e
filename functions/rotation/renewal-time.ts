import { createHash } from 'node:crypto';
import type { RotationPolicy } from './policy.ts';

/**
 * A place in [0, 1) of whatever has this name, the same on every tick. It spreads renewals and probes of many
 * integrations without randomness: drawn anew each tick, a jitter could postpone a renewal for ever.
 */
export function spreadOf(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * When an access token is due for renewal, in ms since the epoch.
 *
 * A consumer that reads it before then finds at least `1 - renewalFraction` of its life left, so the latest moment is
 * one tick before that part is used up, and the integration's spread moves it further ahead, never behind.
 * Computed from the expiry Alation returned, never from a default life; a minimum gap, of a quarter of a short life,
 * keeps a life shorter than a tick from renewing in a loop.
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
  const minimumGap = Math.min(policy.minimumGapMs, Math.ceil(lifetime / 4));
  return Math.max(wanted, accessToken.issuedAt + minimumGap);
}

/**
 * When an integration's access token is due for renewal, ms since the epoch.
 *
 * Every integration has its own place in the period of renewal, and each renewal moves it closer, so that those
 * onboarded together drift apart and then stay apart. A renewal that is moved ahead also ends the access token before
 * this one early, where minting kills it: consumers may have read that one until now, and are promised half a life.
 * So where credentials take turns, a renewal moves by a tick at most.
 *
 * @param isTurn see `takesTurns`
 */
export function renewalTimeOf(
  integration: string,
  accessToken: Parameters<typeof renewalTime>[0],
  policy: Parameters<typeof renewalTime>[1],
  isTurn = false,
): number {
  const lifetime = accessToken.expiresAt - accessToken.issuedAt;
  // In whole ticks: a life that varies by the time an answer travels must not make a place wander.
  const ticks = Math.max(1, Math.round((lifetime * policy.renewalFraction) / policy.intervalMs));
  const period = ticks * policy.intervalMs;
  const place = Math.trunc(period * spreadOf(integration));
  const late = (((accessToken.issuedAt - place) % period) + period) % period;
  // Nobody can be closer to a place than the ticks allow; half a tick early is a sweep's own time.
  const isInPlace = late <= policy.intervalMs || period - late <= policy.intervalMs / 2;
  if (isInPlace) return renewalTime(accessToken, policy, 0);
  const renewalSpread = isTurn
    ? Math.min(policy.renewalSpread, policy.intervalMs / lifetime)
    : policy.renewalSpread;
  return renewalTime(accessToken, { ...policy, renewalSpread }, late / period);
}

/**
 * Whether the credentials of an integration have taken turns, so that the next mint may end an access token that
 * consumers read before this one. Not so with one credential, or when the published access token is the first since
 * the credentials were stored. What is not known counts as turns taken.
 */
export function takesTurns(
  accessToken: { readonly issuedAt: number },
  credentials: readonly { readonly storedAt: number | undefined }[],
  policy: Pick<RotationPolicy, 'intervalMs'>,
): boolean {
  if (credentials.length === 1) return false;
  const isFirst = ({ storedAt = -Infinity }: { readonly storedAt: number | undefined }) =>
    accessToken.issuedAt - storedAt < 2 * policy.intervalMs;
  return credentials.length === 0 || !credentials.every(isFirst);
}

/**
 * When a published access token is to be probed next: at its integration's own place in the interval, so at most one
 * interval later. Counted from the last probe instead, those published together would be probed in the same tick for
 * ever.
 */
export function probeTime(
  probedAt: number,
  policy: Pick<RotationPolicy, 'probeIntervalMs'>,
  spread: number,
): number {
  const place = Math.trunc(policy.probeIntervalMs * spread);
  const intervals = Math.floor((probedAt - place) / policy.probeIntervalMs);
  return (intervals + 1) * policy.probeIntervalMs + place;
}

/**
 * When an access token is to be seen alive once more after the rotation that published it, ms since the epoch;
 * `Infinity` once that is done. After an eighth of the interval, so by default at the next tick: a rotator that dies,
 * or a mint that Alation comes to late, may kill it behind its publisher's back, and nobody would know for an hour.
 */
export function confirmationTime(
  accessToken: { readonly issuedAt: number; readonly probedAt: number },
  policy: Pick<RotationPolicy, 'probeIntervalMs'>,
): number {
  const settledAt = accessToken.issuedAt + Math.trunc(policy.probeIntervalMs / 8);
  return accessToken.probedAt < settledAt ? settledAt : Infinity;
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
