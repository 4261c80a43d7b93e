import type { RotationPolicy } from '../integration/policy.ts';
import { HOUR_MS } from '../time.ts';

/**
 * The backoff after this number of failures in a row, in ms.
 *
 * The backoff doubles from a third of an interval to five thirds. So Alation receives few requests during an outage. Without
 * `Retry-After`, each integration recovers within two sweeps after the outage. `Retry-After` extends the backoff up to an hour.
 */
export function backoffDelay(
  attempts: number,
  policy: Pick<RotationPolicy, 'intervalMs'>,
  retryAfterMs = 0,
): number {
  const doubled = (policy.intervalMs / 3) * 2 ** Math.min(attempts - 1, 16);
  const delay = Math.min(doubled, (policy.intervalMs * 5) / 3);
  return Math.trunc(Math.max(delay, Math.min(retryAfterMs, HOUR_MS)));
}

/** The longest backoff, in ms. */
export function longestBackoff(policy: Pick<RotationPolicy, 'intervalMs'>): number {
  return Math.max((policy.intervalMs * 5) / 3, HOUR_MS);
}

/**
 * When the last attempt before an expiry is due, in ms since the epoch: no backoff and no pause of a host delays
 * that attempt. The next sweep comes at most one interval later and then has half an interval for the attempt. Infinity if no
 * expiry is to come.
 */
export function lastAttemptTime(
  expiresAt: number | undefined,
  now: number,
  { intervalMs }: Pick<RotationPolicy, 'intervalMs'>,
): number {
  return expiresAt === undefined || expiresAt <= now ? Infinity : expiresAt - Math.trunc(1.5 * intervalMs);
}
