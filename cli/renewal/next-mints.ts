import { defaultPolicy } from '../../functions/integration/policy.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { alternatingOrder } from '../../functions/rotation/choose-credentials.ts';
import { rotationTime } from '../../functions/rotation/rotation-time.ts';
import { skippedCredentials } from '../../functions/rotation/skipped-credentials.ts';
import { DAY_MS } from '../../functions/time.ts';

/** The next scheduled rotation that mints from a credential and may renew it. */
export interface NextMint {
  readonly credential: string;
  /** Ms since the epoch, computed with the default settings. */
  readonly at: number;
}

/**
 * When the rotator next mints from each credential and may renew it, the earliest first. Each rotation mints from the next
 * credential, and the rotator tries one renewal of an integration a day. Empty if no access token is published.
 *
 * @param next when the rotator rotates next, ms since the epoch
 */
export function nextMints(state: IntegrationState, next: number, now: number): readonly NextMint[] {
  const { accessToken, acceptedVersion, credentials, renewal } = state;
  if (accessToken === undefined) return [];
  const order = alternatingOrder(
    credentials,
    accessToken.credential,
    skippedCredentials(state, acceptedVersion),
  );
  const period = Math.max(1, rotationTime(accessToken, defaultPolicy, 0) - accessToken.issuedAt);
  const cycle = period * order.length;
  const notBefore = renewal === undefined ? now : Math.max(now, renewal.at + DAY_MS);
  return order
    .map(({ name }, index) => {
      const first = Math.max(now, next) + index * period;
      return { credential: name, at: first + Math.max(0, Math.ceil((notBefore - first) / cycle)) * cycle };
    })
    .toSorted((one, other) => one.at - other.at);
}
