import type { CredentialState } from './integration-state.ts';

/** Two credentials that expire within this time of each other leave too little time to replace one before the other. */
export const NEARBY_EXPIRIES_MS = 7 * 86_400_000;

/** The part of a credential's state that says how long it can mint. */
type Usability = Pick<CredentialState, 'state' | 'expiresAt' | 'expirySource'>;

/** Whether a refresh token has expired, by a date that Alation reported. After an estimated date it may still mint. */
export function hasExpired({ expiresAt, expirySource }: Omit<Usability, 'state'>, now: number): boolean {
  return expirySource !== 'estimated' && now >= (expiresAt ?? Infinity);
}

/** Whether the rotator can mint from a credential now, as far as is known. */
export function isUsable(credential: Usability, now: number): boolean {
  return credential.state !== 'rejected' && credential.state !== 'forbidden' && !hasExpired(credential, now);
}

/** Refresh tokens that expire within 7 days of each other. */
export interface NearbyExpiries {
  /** Their names, in the order of their expiry. */
  readonly names: readonly string[];
  /** The first expiry, ms since the epoch. A credential must be replaced before this instant. */
  readonly replaceBefore: number;
}

/**
 * The next usable refresh tokens that expire within 7 days of each other; undefined if there are none. A credential that
 * does not expire, or expires much later, does not help: when these expire, only this credential is left.
 */
export function nearbyExpiries(
  credentials: readonly (Usability & Pick<CredentialState, 'name'>)[],
  now: number,
): NearbyExpiries | undefined {
  const expiring = credentials
    .filter((credential) => isUsable(credential, now))
    .flatMap(({ name, expiresAt }) => (expiresAt === undefined ? [] : [{ name, expiresAt }]))
    .toSorted((one, other) => one.expiresAt - other.expiresAt);
  const isNear = (at: number, index: number) =>
    Math.abs((expiring[index]?.expiresAt ?? Infinity) - at) < NEARBY_EXPIRIES_MS;
  const nearby = expiring.filter(
    ({ expiresAt }, index) => isNear(expiresAt, index - 1) || isNear(expiresAt, index + 1),
  );
  const [first] = nearby;
  return first && { names: nearby.map(({ name }) => name), replaceBefore: first.expiresAt };
}
