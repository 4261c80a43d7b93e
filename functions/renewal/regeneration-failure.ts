import type { RotationError } from '../integration/rotation-error.ts';

/** Statuses with which Alation, or an old version of Alation, answers that it does not offer the renewal. */
const UNAVAILABLE: ReadonlySet<number | undefined> = new Set([400, 403, 404, 405, 409, 422]);

/**
 * The state of the refresh token after a failed `regenRefreshToken`. `unknown`: Alation may have revoked the refresh token.
 * `unavailable`: Alation does not offer the renewal. `failed`: the refresh token is as it was.
 */
export function regenerationFailure({ code, detail }: RotationError): 'unknown' | 'unavailable' | 'failed' {
  if (detail.sent === true || code === 'Unexpected') return 'unknown';
  return UNAVAILABLE.has(detail.status) ? 'unavailable' : 'failed';
}
