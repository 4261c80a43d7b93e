import { defaultPolicy } from '../../functions/integration/policy.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { alternatingOrder } from '../../functions/rotation/choose-credentials.ts';
import { renewalTime } from '../../functions/rotation/renewal-time.ts';
import { skippedCredentials } from '../../functions/rotation/skipped-credentials.ts';
import { DAY_MS } from '../../functions/time.ts';

/** A credential's turn: a scheduled rotation that mints from it. */
export interface Turn {
  readonly credential: string;
  /** Ms since the epoch, computed with the default settings. */
  readonly at: number;
}

/**
 * The next turn of each credential at which the rotator may renew it, the first one first. Rotations mint from the
 * credentials in turn, and an integration tries one renewal a day. Empty if no access token is published.
 *
 * @param next when the rotator rotates next, ms since the epoch
 */
export function nextTurns(state: IntegrationState, next: number, now: number): readonly Turn[] {
  const { accessToken, acceptedVersion, credentials, renewal } = state;
  if (accessToken === undefined) return [];
  const order = alternatingOrder(
    credentials,
    accessToken.credential,
    skippedCredentials(state, acceptedVersion),
  );
  const period = Math.max(1, renewalTime(accessToken, defaultPolicy, 0) - accessToken.issuedAt);
  const cycle = period * order.length;
  const notBefore = renewal === undefined ? now : Math.max(now, renewal.at + DAY_MS);
  return order
    .map(({ name }, index) => {
      const first = Math.max(now, next) + index * period;
      return { credential: name, at: first + Math.max(0, Math.ceil((notBefore - first) / cycle)) * cycle };
    })
    .toSorted((one, other) => one.at - other.at);
}
