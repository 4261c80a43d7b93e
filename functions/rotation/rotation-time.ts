import { hash } from 'node:crypto';
import type { RotationPolicy } from '../integration/policy.ts';
import type { AccessTokenState, CredentialState } from '../integration/integration-state.ts';
import { DAY_MS } from '../time.ts';

/**
 * A number in [0, 1) derived from a name, the same in each sweep. This number spreads rotations and probes of many
 * integrations without randomness: a new jitter in each sweep could postpone a rotation for ever.
 */
export function hashFraction(name: string): number {
  return Number.parseInt(hash('sha256', name).slice(0, 8), 16) / 2 ** 32;
}

/** The lifetime of an access token. */
type Lifetime = Pick<AccessTokenState, 'issuedAt' | 'expiresAt'>;

/** The remaining fraction of an access token's lifetime: 1 at its issue, below 0 after its expiry. */
export function remainingFraction({ issuedAt, expiresAt }: Lifetime, now: number): number {
  return (expiresAt - now) / Math.max(1, expiresAt - issuedAt);
}

/**
 * How a scheduled rotation affects consumers. The mode limits how early the rotation may come.
 * `initial`: the published access token is the first, so no consumer uses an earlier access token.
 * `single`: a mint from the only credential revokes the published access token at each rotation.
 * `alternating`: the mint revokes an earlier access token, with two credentials the predecessor of the published access
 * token. Consumers may have read the predecessor until the published access token replaced it.
 */
export type RenewalMode = 'initial' | 'single' | 'alternating';

/**
 * The renewal mode of a published access token. With several credentials it is `alternating`, unless the access token is
 * known to be the first and another credential can mint.
 */
export function renewalModeOf(
  accessToken: Pick<AccessTokenState, 'isFirst' | 'credential'>,
  credentials: readonly Pick<CredentialState, 'name' | 'state'>[],
): RenewalMode {
  if (credentials.length === 1) return accessToken.isFirst === true ? 'initial' : 'single';
  const another = credentials.some(
    ({ name, state }) => name !== accessToken.credential && state !== 'rejected' && state !== 'forbidden',
  );
  return accessToken.isFirst === true && another ? 'initial' : 'alternating';
}

/**
 * The latest time to rotate an access token, in ms since the epoch.
 *
 * A consumer that reads the access token before its rotation finds at least `1 - renewalFraction` of the lifetime left. The
 * next sweep comes up to one interval later, so the rotation is due one interval before `renewalFraction` of the lifetime
 * is over. The lifetime is that of this access token, never a default.
 *
 * @param earlyMs how much earlier to rotate, in ms; never before `earliestRotation`
 */
export function rotationTime(
  accessToken: Lifetime,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction'>,
  earlyMs: number,
): number {
  const { issuedAt, expiresAt } = accessToken;
  const wanted = issuedAt + (expiresAt - issuedAt) * policy.renewalFraction - policy.intervalMs - earlyMs;
  return Math.max(Math.trunc(wanted), earliestRotation(accessToken, policy));
}

/**
 * When to rotate an integration's access token, in ms since the epoch.
 *
 * Each integration has its own slot in the rotation period, so that integrations onboarded together do not rotate
 * together for ever. The first access token is rotated at the slot. After a request, rotations are outside the slot.
 * Each rotation then comes closer to the slot. With a single credential it comes closer by at most `rotationSpread` of the
 * lifetime. With alternating credentials it comes closer by at most one interval, because consumers may use the previous
 * access token for half a lifetime.
 */
export function rotationTimeOf(
  integration: string,
  accessToken: Lifetime,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction' | 'rotationSpread'>,
  mode: RenewalMode,
): number {
  const lifetime = accessToken.expiresAt - accessToken.issuedAt;
  // In whole intervals, because the lifetime varies by the response time and must not move the slot.
  const intervals = Math.max(1, Math.round((lifetime * policy.renewalFraction) / policy.intervalMs));
  const period = intervals * policy.intervalMs;
  const slot = Math.trunc(period * hashFraction(integration));
  const late = (((accessToken.issuedAt - slot) % period) + period) % period;
  // A sweep comes once per interval, so a rotation cannot come closer. A sweep may take half an interval.
  const isInSlot = late <= policy.intervalMs || period - late <= policy.intervalMs / 2;
  return rotationTime(accessToken, policy, isInSlot ? 0 : earlyBy(mode, accessToken, late, period, policy));
}

/** How much earlier to rotate an access token that was issued `late` ms after its slot, in ms. */
function earlyBy(
  mode: RenewalMode,
  accessToken: Lifetime,
  late: number,
  period: number,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction' | 'rotationSpread'>,
): number {
  // Half an interval before the slot, so that the duration of a sweep does not move the rotation out of the slot again.
  if (mode === 'initial') return late - policy.intervalMs / 2;
  const spread = spreadMs(accessToken, policy);
  return (mode === 'single' ? spread : Math.min(spread, policy.intervalMs)) * (late / period);
}

/**
 * Secrets Manager keeps at most 100 versions of a secret that are younger than a day, and refuses more.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const MAX_YOUNG_VERSIONS = 100;

/** The shortest sustainable rotation period, in ms: a whole number of intervals. */
export function shortestPeriodMs({ intervalMs }: Pick<RotationPolicy, 'intervalMs'>): number {
  return Math.ceil(DAY_MS / MAX_YOUNG_VERSIONS / intervalMs) * intervalMs;
}

/** The shortest time between two scheduled rotations of access tokens with this lifetime, in ms. */
export function shortestScheduledPeriodMs(
  accessToken: Lifetime,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction' | 'rotationSpread'>,
): number {
  const earliest = rotationTime(accessToken, policy, spreadMs(accessToken, policy)) - accessToken.issuedAt;
  return Math.max(earliest, shortestPeriodMs(policy));
}

/**
 * By how much the slot of an integration may move a rotation, in ms. With a small renewalFraction it is at most half of
 * that fraction of the lifetime. Otherwise some access tokens would be due in each sweep.
 */
function spreadMs(
  { issuedAt, expiresAt }: Lifetime,
  { renewalFraction, rotationSpread }: Pick<RotationPolicy, 'renewalFraction' | 'rotationSpread'>,
): number {
  return (expiresAt - issuedAt) * Math.min(rotationSpread, renewalFraction / 2);
}

/**
 * The earliest time at which the schedule rotates an access token, in ms since the epoch. A sweep may take half an
 * interval.
 */
export function earliestRotation(
  { issuedAt }: Pick<Lifetime, 'issuedAt'>,
  policy: Pick<RotationPolicy, 'intervalMs'>,
): number {
  return issuedAt + shortestPeriodMs(policy) - Math.trunc(policy.intervalMs / 2);
}

/** The settings that decide which sweep probes an integration. */
type ProbePolicy = Pick<RotationPolicy, 'intervalMs' | 'probeIntervalMs'>;

/**
 * Whether a sweep probes an integration: the integration's slot in the probe interval lies in the interval that ends at the
 * scheduled time of the sweep. The intervals of all sweeps neither overlap nor leave gaps, so each slot belongs to one sweep
 * and no state records a probe. The slots spread the probes of access tokens that were published together.
 *
 * @param fraction the integration's `hashFraction`
 * @param scheduledAt when the sweep was scheduled, ms since the epoch
 */
export function isProbeSlot(fraction: number, scheduledAt: number, policy: ProbePolicy): boolean {
  const { intervalMs, probeIntervalMs } = policy;
  const sinceSlot = (scheduledAt - Math.trunc(probeIntervalMs * fraction)) % probeIntervalMs;
  return (sinceSlot + probeIntervalMs) % probeIntervalMs < intervalMs;
}

/**
 * Whether a sweep verifies an access token once more after the rotation that published it. With the default settings this is
 * the next sweep. A rotator that crashed, or a mint that Alation processed late, may have revoked the access token. The next
 * ordinary probe would find that up to one probe interval later.
 *
 * @param scheduledAt when the sweep was scheduled, ms since the epoch
 */
export function isConfirmation(
  { issuedAt }: Pick<Lifetime, 'issuedAt'>,
  scheduledAt: number,
  policy: ProbePolicy,
): boolean {
  const sinceDue = scheduledAt - issuedAt - Math.trunc(policy.probeIntervalMs / 8);
  return sinceDue >= 0 && sinceDue < policy.intervalMs;
}

/** Whether the lifetime is too short for the schedule: it does not cover two of the shortest rotation periods. */
export function isTooShortLived(accessToken: Lifetime, policy: Pick<RotationPolicy, 'intervalMs'>): boolean {
  return accessToken.expiresAt - accessToken.issuedAt < 2 * shortestPeriodMs(policy);
}
