/** Values of `token_status`. Alation sends them in upper case. */
export type TokenStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

/** The status of a token at `now`. Times are ms since the epoch. At `expiresAt` the token is expired. */
export function tokenStatusAt(
  dates: { readonly expiresAt: number; readonly revokedAt: number | undefined },
  now: number,
): TokenStatus {
  if (dates.revokedAt !== undefined) return 'REVOKED';
  return now < dates.expiresAt ? 'ACTIVE' : 'EXPIRED';
}
