import type { CredentialState } from '../integration/integration-state.ts';

/** A refresh token is renewed at its first turn after this fraction of its lifetime. */
const DUE_AFTER = 0.6;
/** The fraction if another refresh token expires at nearly the same time. From then on they expire weeks apart. */
const DUE_AFTER_TO_PART = 0.3;
/** Two expiries are near each other if they differ by less than this fraction of the lifetime. */
const NEAR = 0.1;

/**
 * Whether a refresh token has been used for long enough to be renewed. Its lifetime counts from when it was stored, so a
 * refresh token that was old when it was stored is renewed later, never more often.
 *
 * @param others the other credentials of the integration
 */
export function isRenewalDue(
  credential: CredentialState,
  others: readonly CredentialState[],
  now: number,
): boolean {
  const { kind, storedAt, expiresAt } = credential;
  if (kind !== 'refresh-token' || storedAt === undefined || expiresAt === undefined || now >= expiresAt) {
    return false;
  }
  const lifetime = expiresAt - storedAt;
  const isNear = others.some(
    (other) => other.expiresAt !== undefined && Math.abs(other.expiresAt - expiresAt) < NEAR * lifetime,
  );
  return now - storedAt >= (isNear ? DUE_AFTER_TO_PART : DUE_AFTER) * lifetime;
}
