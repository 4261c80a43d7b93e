import type { IntegrationStatus } from './integration-status.ts';
import type { StatusState } from './status-state.ts';

/** States in which Alation refuses consumers now, or will refuse them soon. */
const FAILED: ReadonlySet<StatusState> = new Set<StatusState>([
  'failing',
  'rejected',
  'expired',
  'contested',
]);

/** The integrations, sorted: the most urgent first, then by the next expiry, then by name. */
export function mostUrgentFirst(statuses: readonly IntegrationStatus[]): readonly IntegrationStatus[] {
  return statuses.toSorted(
    (one, other) =>
      rankOf(one) - rankOf(other) ||
      nextExpiry(one) - nextExpiry(other) ||
      (one.integration < other.integration ? -1 : 1),
  );
}

/** A smaller number is more urgent. */
function rankOf({ state, needsPerson }: IntegrationStatus): number {
  if (FAILED.has(state)) return 0;
  if (needsPerson) return 1;
  return state === 'fresh' ? 3 : 2;
}

/**
 * The expiry by which integrations of equal rank are sorted: if the integration has failed, the expiry of its access
 * token, and if not, the first expiry of a credential.
 */
function nextExpiry({ state, accessToken, credentials }: IntegrationStatus): number {
  if (FAILED.has(state)) return accessToken?.expiresAt ?? 0;
  // Two integrations without an expiry must be equal, and Infinity minus Infinity is not a number.
  return Math.min(Number.MAX_SAFE_INTEGER, ...credentials.map(({ expiresAt = Infinity }) => expiresAt));
}
