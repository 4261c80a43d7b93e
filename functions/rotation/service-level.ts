import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { RotationPolicy } from '../integration/policy.ts';

/**
 * How consumers are served by the published access token.
 * `ok`: more than a third of its lifetime is left. `low`: a third or less is left. `lost`: nothing is published, the
 * access token may be inactive, or so little of its lifetime is left that this may be the last attempt but one.
 */
export type ServiceLevel = 'ok' | 'low' | 'lost';

/** A failed attempt may back off past one tick, so an access token with three ticks left counts as lost. */
const LAST_INTERVALS = 3;

/** The service level now. `mayBeInactive` says whether the published access token may be inactive. */
export function serviceLevel(
  published: Pick<PublishedAccessToken, 'issuedAt' | 'expiresAt'> | undefined,
  mayBeInactive: boolean,
  now: number,
  { intervalMs }: Pick<RotationPolicy, 'intervalMs'>,
): ServiceLevel {
  if (published === undefined || mayBeInactive) return 'lost';
  const { issuedAt, expiresAt } = published;
  if (expiresAt - now <= LAST_INTERVALS * intervalMs) return 'lost';
  return expiresAt - now <= (expiresAt - issuedAt) / 3 ? 'low' : 'ok';
}
