import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { RotationPolicy } from '../integration/policy.ts';

/**
 * How well the published access token serves consumers.
 * `ok`: more than a third of its lifetime is left. `low`: a third or less is left. `lost`: nothing is published, the
 * access token may be inactive, or its remaining lifetime allows only one more attempt after the present attempt.
 */
export type ServiceLevel = 'ok' | 'low' | 'lost';

/** A backoff may skip one sweep, so an access token with three intervals left counts as lost. */
const LAST_INTERVALS = 3;

/** The service level now. */
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
