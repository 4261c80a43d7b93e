/** `token_status` on the wire, in the upper case that instances send. */
export type TokenStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

/** The status of a token at `now`; times are ms since the epoch. A token is expired from `expiresAt` on. */
export function tokenStatusAt(
  dates: { readonly expiresAt: number; readonly revokedAt: number | undefined },
  now: number,
): TokenStatus {
  if (dates.revokedAt !== undefined) return 'REVOKED';
  return now < dates.expiresAt ? 'ACTIVE' : 'EXPIRED';
}
