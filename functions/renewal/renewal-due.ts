import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import { renewalObstacle } from '../integration/renewal-obstacle.ts';
import { requestedRenewal } from '../integration/renewal-request.ts';

/** A refresh token is renewed at the first mint from it after this fraction of its lifetime. */
const DUE_AFTER = 0.6;
/** The fraction if another refresh token expires at nearly the same time. After that renewal they expire far apart. */
const DUE_AFTER_IF_NEAR = 0.3;
/** Two expiries are near each other if they differ by less than this fraction of the lifetime. */
const NEAR = 0.1;

/**
 * Whether the rotator renews a refresh token at the next mint from it. There must be no obstacle, and the refresh token
 * must not have expired. It must be old enough, or an operator must have requested the renewal.
 */
export function isRenewalDue(state: IntegrationState, credential: CredentialState, now: number): boolean {
  if (renewalObstacle(state, credential) !== undefined || now >= (credential.expiresAt ?? Infinity))
    return false;
  const isRequested = requestedRenewal(state)?.name === credential.name;
  return isRequested || now >= (renewalDueAt(state, credential) ?? Infinity);
}

/**
 * From when on the next mint renews a refresh token, in ms since the epoch; undefined if its age or its expiry is
 * unknown. The lifetime counts from the time of storage, so a refresh token that was already old at that time is
 * renewed later, never more often.
 */
export function renewalDueAt(
  { credentials }: Pick<IntegrationState, 'credentials'>,
  { name, storedAt, expiresAt }: CredentialState,
): number | undefined {
  if (storedAt === undefined || expiresAt === undefined) return undefined;
  const lifetime = expiresAt - storedAt;
  const isNear = credentials.some(
    (other) => other.name !== name && Math.abs((other.expiresAt ?? Infinity) - expiresAt) < NEAR * lifetime,
  );
  return storedAt + (isNear ? DUE_AFTER_IF_NEAR : DUE_AFTER) * lifetime;
}
