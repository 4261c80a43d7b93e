import { credentialFingerprint } from '../../functions/integration/credential-fingerprint.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import type { CredentialState, IntegrationState } from '../../functions/integration/integration-state.ts';
import type { Period } from '../../picture/timeline.ts';

/** A period in which a credential had the same refresh token or client secret. Times are ms since the epoch. */
interface StoredPeriod {
  readonly fingerprint: string | undefined;
  readonly from: number;
  readonly expiresAt: number | undefined;
  /** Why and when the period ended for another reason than the expiry, as far as the rotator knows. */
  end?: End | undefined;
}

interface End {
  readonly at: number;
  readonly why: Exclude<Period['ending'], 'expires' | undefined>;
}

/**
 * The credentials of one integration over time, from the values of its tags at several times. The history keeps the
 * secrets of the credentials, and returns no secret.
 */
export interface CredentialHistory {
  /** Adds the state in the tags at this time (ms since the epoch). `stored` returns the credentials of this time. */
  add(state: IntegrationState, at: number, stored: () => readonly Credential[]): void;
  /** Each name that a credential had, in order of appearance, with its periods until this time. */
  credentials(until: number): readonly NamedPeriods[];
}

/** The periods of a credential. Times are ms since the epoch. */
export interface NamedPeriods {
  readonly name: string;
  readonly kind: CredentialState['kind'];
  readonly periods: readonly Period[];
}

/**
 * A history without credentials.
 *
 * @param rejectedAt returns since when Alation rejects a refresh token or client secret; undefined if Alation does not
 *   reject it. The rotator detects the rejection later
 */
export function createCredentialHistory(
  rejectedAt: (secret: string) => number | undefined,
): CredentialHistory {
  const secrets = new Map<string | undefined, string>();
  const byName = new Map<string, { kind: CredentialState['kind']; readonly periods: StoredPeriod[] }>();

  return {
    add: ({ credentials, renewal }, at, stored) => {
      if (credentials.some(({ fingerprint }) => !secrets.has(fingerprint))) {
        for (const one of stored()) secrets.set(credentialFingerprint(one), secretOf(one));
      }
      for (const credential of credentials) {
        const { name, kind, fingerprint, expiresAt, storedAt = at } = credential;
        const known = byName.get(name) ?? { kind, periods: [] };
        byName.set(name, known);
        known.kind = kind;
        const last = known.periods.at(-1);
        const isSame = last?.fingerprint === fingerprint && last?.end?.why !== 'removed';
        if (last !== undefined && isSame) {
          known.periods[known.periods.length - 1] = {
            ...last,
            expiresAt,
            end: credential.state === 'rejected' ? (last.end ?? { at, why: 'rejected' }) : undefined,
          };
          continue;
        }
        const isRenewed = renewal?.phase === 'renewed' && renewal.fingerprint === last?.fingerprint;
        const from = isRenewed ? renewal.at : storedAt;
        if (last !== undefined) last.end ??= { at: from, why: isRenewed ? 'renewed' : 'replaced' };
        known.periods.push({ fingerprint, from, expiresAt });
      }
      for (const [name, { periods }] of byName) {
        const last = periods.at(-1);
        if (last !== undefined && !credentials.some((one) => one.name === name)) {
          last.end ??= { at, why: 'removed' };
        }
      }
    },
    credentials: (until) =>
      [...byName].map(([name, { kind, periods }]) => ({
        name,
        kind,
        periods: periods.map((period) =>
          periodOf(period, until, rejectedAt(secrets.get(period.fingerprint) ?? '')),
        ),
      })),
  };
}

function periodOf(
  { from, expiresAt, end }: StoredPeriod,
  until: number,
  rejectedAt: number | undefined,
): Period {
  const ends: readonly Partial<End>[] = [
    { at: expiresAt, why: 'expired' },
    // A renewal also revokes the old refresh token.
    end?.why === 'renewed' ? {} : { at: rejectedAt, why: 'rejected' },
    end ?? {},
  ];
  const at = Math.min(...ends.map((one) => one.at ?? Infinity));
  const ending = at > until ? undefined : ends.find((one) => one.at === at)?.why;
  return { from, to: Math.max(from, Math.min(at, until)), expiresAt, ending };
}

function secretOf(credential: Credential): string {
  return (credential.kind === 'oauth-client' ? credential.clientSecret : credential.refreshToken).reveal();
}
