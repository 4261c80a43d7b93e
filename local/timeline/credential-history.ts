import type { CredentialState, IntegrationState } from '../../functions/integration/integration-state.ts';
import type { Period } from '../../picture/timeline.ts';

/** A refresh token or OAuth client that a credential was for some time. Times are ms since the epoch. */
interface Stay {
  readonly fingerprint: string | undefined;
  readonly from: number;
  readonly expiresAt: number | undefined;
  /** Why and when it ended for another reason than its expiry. */
  end?: { readonly at: number; readonly why: 'replaced' | 'renewed' | 'removed' | 'rejected' } | undefined;
}

/** The credentials of one integration over time, from what its tags said at several times. */
export interface CredentialHistory {
  /** Adds the state that was read from the tags at this time, ms since the epoch. */
  add(state: IntegrationState, at: number): void;
  /** Each name that a credential had, in order of appearance, with its periods until this time. */
  credentials(until: number): readonly NamedPeriods[];
}

/** The periods of a credential. Times are ms since the epoch. */
export interface NamedPeriods {
  readonly name: string;
  readonly kind: CredentialState['kind'];
  readonly periods: readonly Period[];
}

/** A history without credentials. */
export function createCredentialHistory(): CredentialHistory {
  const byName = new Map<string, { kind: CredentialState['kind']; readonly stays: Stay[] }>();

  return {
    add: ({ credentials, renewal }, at) => {
      for (const credential of credentials) {
        const { name, kind, fingerprint, expiresAt, storedAt = at } = credential;
        const known = byName.get(name) ?? { kind, stays: [] };
        byName.set(name, known);
        known.kind = kind;
        const last = known.stays.at(-1);
        const isSame = last?.fingerprint === fingerprint && last?.end?.why !== 'removed';
        if (last !== undefined && isSame) {
          known.stays[known.stays.length - 1] = {
            ...last,
            expiresAt,
            end: credential.state === 'rejected' ? (last.end ?? { at, why: 'rejected' }) : undefined,
          };
          continue;
        }
        const isRenewed = renewal?.phase === 'renewed' && renewal.fingerprint === last?.fingerprint;
        const from = isRenewed ? renewal.at : storedAt;
        if (last !== undefined) last.end ??= { at: from, why: isRenewed ? 'renewed' : 'replaced' };
        known.stays.push({ fingerprint, from, expiresAt });
      }
      for (const [name, { stays }] of byName) {
        const last = stays.at(-1);
        if (last !== undefined && !credentials.some((one) => one.name === name)) {
          last.end ??= { at, why: 'removed' };
        }
      }
    },
    credentials: (until) =>
      [...byName].map(([name, { kind, stays }]) => ({
        name,
        kind,
        periods: stays.map((stay) => periodOf(stay, until)),
      })),
  };
}

function periodOf({ from, expiresAt, end }: Stay, until: number): Period {
  const endsAt = Math.min(end?.at ?? Infinity, expiresAt ?? Infinity, until);
  const ending = expiresAt === endsAt ? 'expired' : end?.at === endsAt ? end.why : undefined;
  return {
    from,
    to: endsAt,
    expiresAt,
    ending: endsAt === until && ending !== 'expired' ? undefined : ending,
  };
}
