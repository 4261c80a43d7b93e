import type { RotationPolicy } from '../integration/policy.ts';
import { HOUR_MS } from '../time.ts';

/**
 * The backoff after so many failures in a row, in ms.
 *
 * It doubles from a third of an interval to five thirds. So an outage at Alation sees few requests, and each integration
 * recovers within two sweeps after its end. `Retry-After` extends it, up to an hour.
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
