import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import type { RenewalPhase } from '../integration/renewal-state.ts';
import { DAY_MS, MINUTE_MS } from '../time.ts';
import type { HostRenewals } from './host-renewals.ts';
import { isRenewalDue } from './renewal-due.ts';

/** A rotator that recorded an intent records the outcome within this time, or has crashed. */
const ATTEMPT_MS = 3 * MINUTE_MS;
/** Alation may finish a renewal after the timeout of a gateway, so this many sweeps check the old refresh token. */
export const CHECKS = 3;

/** The phases after which Alation may have revoked the refresh token. */
const openPhases: ReadonlySet<RenewalPhase> = new Set(['intended', 'doubtful', 'lost']);

/** What to do about the refresh token that the rotation would mint from. */
export type RenewalDecision =
  /** The rotation mints from the refresh token as it is. */
  | 'none'
  /** Renew it before the mint. */
  | 'renew'
  /** The outcome of an earlier attempt is not known: find out whether the refresh token still works. */
  | 'find-out'
  /** Another rotator renews it now: this sweep must not mint from it. */
  | 'wait';

/** Everything that the decision depends on, besides the time. */
export interface RenewalInput {
  /** The credential that the rotation mints from next. It did not mint the published access token. */
  readonly next: CredentialState;
  readonly state: IntegrationState;
  /** What the renewals of other integrations at this host showed. */
  readonly host: HostRenewals;
}

/**
 * Decides, purely, about a renewal before a rotation that is due by schedule. The published access token then has more than
 * a third of its lifetime left. The first rule that applies decides. An attempt whose outcome is not known comes first: Alation may
 * finish the renewal late, and then revoke the refresh token and an access token that was minted from it.
 */
export function decideRenewal(input: RenewalInput, now: number): RenewalDecision {
  const { next, state, host } = input;
  const { renewal } = state;
  const isOpen = renewal !== undefined && openPhases.has(renewal.phase);
  if (isOpen && renewal.fingerprint === next.fingerprint) {
    return renewal.phase === 'intended' && now - renewal.at < ATTEMPT_MS ? 'wait' : 'find-out';
  }
  if (isAnotherOpen(state, next)) return 'none';
  if (host === 'harmful' || host === 'waits') return 'none';
  if (renewal !== undefined && now - renewal.at < DAY_MS) return 'none';
  return isRenewalDue(state, next, now) ? 'renew' : 'none';
}

/**
 * Whether Alation may have revoked the stored refresh token of another credential in an earlier renewal. A second
 * renewal could lose a second refresh token, and its record would replace the record of the first renewal.
 */
export function isAnotherOpen(
  { renewal, credentials }: Pick<IntegrationState, 'renewal' | 'credentials'>,
  next: Pick<CredentialState, 'name'>,
): boolean {
  if (renewal === undefined || !openPhases.has(renewal.phase)) return false;
  return credentials.some(
    ({ name, fingerprint, state }) =>
      name !== next.name &&
      fingerprint === renewal.fingerprint &&
      !(renewal.phase === 'lost' && state === 'active'),
  );
}
