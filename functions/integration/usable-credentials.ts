import type { CredentialState } from './integration-state.ts';

/** If two credentials expire within this time, too little time is left after the first expiry to replace the second. */
export const NEARBY_EXPIRIES_MS = 7 * 86_400_000;

/**
 * A replacement spreads nearby expiries if at most this time is left until the first expiry. By default, Alation issues
 * refresh tokens for 60 days, so the new refresh token expires at least 30 days after the expiry of the old refresh
 * token. An earlier replacement would leave less time between the two expiries.
 */
const SPREAD_MS = 30 * 86_400_000;

/** The part of a credential's state that says until when the rotator can mint from it. */
type Usability = Pick<CredentialState, 'state' | 'expiresAt' | 'expirySource'>;

/** Whether a refresh token has expired, by a date that Alation reported. After an estimated date it may still be active. */
export function hasExpired({ expiresAt, expirySource }: Omit<Usability, 'state'>, now: number): boolean {
  return expirySource !== 'estimated' && now >= (expiresAt ?? Infinity);
}

/** Whether the rotator can mint from a credential now, as far as is known. */
export function isUsable(credential: Usability, now: number): boolean {
  return credential.state !== 'rejected' && credential.state !== 'forbidden' && !hasExpired(credential, now);
}

/** Refresh tokens, each of which expires less than 7 days before or after another. */
export interface NearbyExpiries {
  /** Their names, in the order of their expiry. */
  readonly names: readonly string[];
  /** From this instant on, replacing the first credential spreads the expiries, ms since the epoch. */
  readonly replaceFrom: number;
  /** The first expiry, ms since the epoch. A credential must be replaced before this instant. */
  readonly replaceBefore: number;
  /** Whether the rotator can mint from another credential after all of these have expired. */
  readonly anotherRemains: boolean;
}

/**
 * The first usable refresh tokens that expire less than 7 days apart; undefined if there are none. A credential that does not
 * expire, or expires much later, prevents no warning: after the nearby expiries, only that credential is left.
 */
export function nearbyExpiries(
  credentials: readonly (Usability & Pick<CredentialState, 'name' | 'storedAt'>)[],
  now: number,
): NearbyExpiries | undefined {
  const usable = credentials.filter((credential) => isUsable(credential, now));
  const expiring = usable
    .flatMap(({ name, expiresAt, storedAt }) =>
      expiresAt === undefined ? [] : [{ name, expiresAt, lifetime: expiresAt - (storedAt ?? -Infinity) }],
    )
    .toSorted((one, other) => one.expiresAt - other.expiresAt);
  const start = expiring.findIndex(
    ({ expiresAt }, index) => (expiring[index + 1]?.expiresAt ?? Infinity) - expiresAt < NEARBY_EXPIRIES_MS,
  );
  const first = expiring[start];
  if (first === undefined) return undefined;
  const nearby = expiring
    .slice(start)
    .filter(({ expiresAt }) => expiresAt - first.expiresAt < NEARBY_EXPIRIES_MS);
  const last = Math.max(...nearby.map(({ expiresAt }) => expiresAt));
  return {
    names: nearby.map(({ name }) => name),
    replaceFrom: first.expiresAt - Math.min(SPREAD_MS, first.lifetime / 2),
    replaceBefore: first.expiresAt,
    anotherRemains: usable.some(({ expiresAt = Infinity }) => expiresAt > last),
  };
}
