/** `token_status` on the wire, in the upper case that instances send. */
export type TokenStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

/** The status of a refresh token or access token at a time; both in ms since the epoch. It is dead at its expiry. */
export function tokenStatusAt(
  dates: { readonly expiresAt: number; readonly revokedAt: number | undefined },
  now: number,
): TokenStatus {
  if (dates.revokedAt !== undefined) return 'REVOKED';
  return now < dates.expiresAt ? 'ACTIVE' : 'EXPIRED';
}
