import { createHash } from 'node:crypto';
import type { RotationPolicy } from '../integration/policy.ts';
import type { AccessTokenState, CredentialState } from '../integration/integration-state.ts';

/**
 * A place in [0, 1) of whatever has this name, the same on every tick. It spreads renewals and probes of many
 * integrations without randomness: drawn anew each tick, a jitter could postpone a renewal for ever.
 */
export function hashFraction(name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
}

/** What a renewal decides by: the life of an access token, as Alation returned it. */
type Life = Pick<AccessTokenState, 'issuedAt' | 'expiresAt'>;

/**
 * What the renewal of an access token may cost consumers, which says how far ahead it may be moved.
 * `first`: nothing was published before it, so that minting from another credential kills nobody's access token.
 * `alone`: the one credential there is has its access token killed, whenever that is. `turns`: minting kills the access
 * token before this one, which consumers may have read until this one came.
 */
export type RenewalMode = 'initial' | 'single' | 'alternating';

/** The mode of a published access token. What is not known counts as turns taken. */
export function renewalModeOf(
  accessToken: Pick<AccessTokenState, 'isFirst' | 'credential'>,
  credentials: readonly Pick<CredentialState, 'name' | 'state'>[],
): RenewalMode {
  if (credentials.length === 1) return accessToken.isFirst === true ? 'initial' : 'single';
  const another = credentials.some(
    ({ name, state }) => name !== accessToken.credential && state !== 'rejected',
  );
  return accessToken.isFirst === true && another ? 'initial' : 'alternating';
}

/**
 * When an access token is due for renewal, in ms since the epoch.
 *
 * A consumer that reads it before then finds at least `1 - renewalFraction` of its life left, so the latest moment is
 * one tick before that part is used up; `aheadMs` moves it further ahead. Computed from the expiry Alation returned,
 * never from a default life, and never before `earliestRenewal`.
 */
export function renewalTime(
  accessToken: Life,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction'>,
  aheadMs: number,
): number {
  const { issuedAt, expiresAt } = accessToken;
  const wanted = issuedAt + (expiresAt - issuedAt) * policy.renewalFraction - policy.intervalMs - aheadMs;
  return Math.max(Math.trunc(wanted), earliestRenewal(accessToken, policy));
}

/**
 * When an integration's access token is due for renewal, ms since the epoch.
 *
 * Every integration has its own place in the period of renewal, so that those onboarded together do not stay together.
 * The first access token is renewed at that place, wherever in the period it is. A later one that is out of place, as
 * after a request, moves closer with each renewal: alone by a tenth of its life at most, and where credentials take
 * turns by a tick, because whoever read the one before it is promised half a life.
 */
export function renewalTimeOf(
  integration: string,
  accessToken: Life,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction' | 'renewalSpread'>,
  mode: RenewalMode,
): number {
  const lifetime = accessToken.expiresAt - accessToken.issuedAt;
  // In whole ticks: a life that varies by the time an answer travels must not make a place wander.
  const ticks = Math.max(1, Math.round((lifetime * policy.renewalFraction) / policy.intervalMs));
  const period = ticks * policy.intervalMs;
  const place = Math.trunc(period * hashFraction(integration));
  const late = (((accessToken.issuedAt - place) % period) + period) % period;
  // Nobody can be closer to a place than the ticks allow; half a tick early is a sweep's own time.
  const isInPlace = late <= policy.intervalMs || period - late <= policy.intervalMs / 2;
  return renewalTime(accessToken, policy, isInPlace ? 0 : aheadBy(mode, lifetime, late, period, policy));
}

/** How far a renewal is moved ahead, in ms, of an access token issued so `late` after its place in the period. */
function aheadBy(
  mode: RenewalMode,
  lifetime: number,
  late: number,
  period: number,
  policy: Pick<RotationPolicy, 'intervalMs' | 'renewalFraction' | 'renewalSpread'>,
): number {
  // Half a tick before its place, so that neither the tick that comes to it nor the sweep's own time puts it out again.
  if (mode === 'initial') return late - policy.intervalMs / 2;
  // An early renewal leaves little to spread over: half of it at most, or some would be due at every tick.
  const spread = lifetime * Math.min(policy.renewalSpread, policy.renewalFraction / 2);
  return (mode === 'single' ? spread : Math.min(spread, policy.intervalMs)) * (late / period);
}

/**
 * Between two versions of one secret at the least, in ms. Secrets Manager keeps at most 100 versions of a secret that
 * are younger than a day, and refuses the next one.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
const BETWEEN_VERSIONS_MS = 86_400_000 / 100;

/** The shortest period in which an integration can be renewed for good, in ms: whole ticks. */
export function shortestPeriodMs({ intervalMs }: Pick<RotationPolicy, 'intervalMs'>): number {
  return Math.ceil(BETWEEN_VERSIONS_MS / intervalMs) * intervalMs;
}

/** Before this no access token is renewed, however short its life, ms since the epoch; half a tick is a sweep's own time. */
export function earliestRenewal(
  { issuedAt }: Pick<Life, 'issuedAt'>,
  policy: Pick<RotationPolicy, 'intervalMs'>,
): number {
  return issuedAt + shortestPeriodMs(policy) - Math.trunc(policy.intervalMs / 2);
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
 * or a mint that Alation comes to late, may kill it behind its issuingCredential's back, and nobody would know for an hour.
 */
export function confirmationTime(
  accessToken: { readonly issuedAt: number; readonly probedAt: number },
  policy: Pick<RotationPolicy, 'probeIntervalMs'>,
): number {
  const settledAt = accessToken.issuedAt + Math.trunc(policy.probeIntervalMs / 8);
  return accessToken.probedAt < settledAt ? settledAt : Infinity;
}

/**
 * Whether an access token lives too short to be served: of two periods that the schedule and Secrets Manager allow,
 * the second one would find it dead, however early it is renewed.
 */
export function isTooShortLived(accessToken: Life, policy: Pick<RotationPolicy, 'intervalMs'>): boolean {
  return accessToken.expiresAt - accessToken.issuedAt < 2 * shortestPeriodMs(policy);
}
