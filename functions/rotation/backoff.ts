import type { RotationPolicy } from '../integration/policy.ts';
import { HOUR_MS } from '../time.ts';

/**
 * How long to leave an integration alone after so many failures in a row, in ms.
 *
 * Doubles from a third of a tick to five thirds, so that Alation is spared during an outage and yet everything
 * recoverable is back within two ticks of its end. `Retry-After` stretches it, up to an hour.
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

/** The longest delay there is, in ms. */
export function longestBackoff(policy: Pick<RotationPolicy, 'intervalMs'>): number {
  return Math.max((policy.intervalMs * 5) / 3, HOUR_MS);
}
