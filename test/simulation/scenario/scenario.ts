import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import { MINUTE_MS } from '../../../functions/time.ts';
import type { AlationBehaviour } from '../../support/in-memory-alation.ts';
import type { Episode } from '../faults/episode.ts';

/** Start time of every run. */
export const START = Date.UTC(2026, 0, 1);
/** Lambda's time limit of an invocation. */
export const INVOCATION_LIMIT_MS = 5 * MINUTE_MS;
/** Maximum consistency delay of ListSecrets. */
export const LISTING_LAG_MS = 5 * MINUTE_MS;

/** Kind of faults and acts in a run. */
export type Profile =
  /** No fault. */
  | 'calm'
  /** One fault, at most as long as `bearableFaultMs`. */
  | 'single-fault'
  /** Many faults at the same time, and acts of operators. */
  | 'storm'
  /** Operators replace, revoke, roll back, pause and mistype. */
  | 'operators'
  /** Refresh tokens expire within days. */
  | 'expiry'
  /** Refresh tokens expire after weeks, through every warning stage. Few sweeps run. */
  | 'weeks'
  /** Some integrations are not recoverable. */
  | 'faulty'
  /** Many integrations write in the same second. */
  | 'crowd';

/** Acts of operators that store another version of the credentials. */
export const storingActs = [
  'replace-all',
  'replace-one',
  'move-up',
  'rename',
  'store-again',
  'change-number',
] as const;

/** Acts of operators, administrators and other programs on an integration. */
export type Act =
  | (typeof storingActs)[number]
  | 'revoke-one'
  | 'suspend-one'
  | 'forbid-one'
  | 'revoke-access-tokens'
  | 'mint-elsewhere'
  | 'mint-on-a-schedule'
  | 'regenerate-secret'
  | 'roll-back'
  | 'store-foreign-value'
  | 'store-malformed'
  | 'pause'
  | 'lose-tags'
  | 'request'
  | 'request-storm'
  | 'change-lifetime';

/** An integration of a scenario. */
export interface IntegrationPlan {
  readonly name: string;
  readonly baseUrl: string;
  /** Kind of each credential. */
  readonly kinds: readonly [CredentialKind, ...CredentialKind[]];
  /** Lifetime of each refresh token, in ms. */
  readonly refreshTokenLifetimeMs: number;
  /** Whether the rotator renews its refresh tokens. */
  readonly renews?: boolean;
  /** The user of all its refresh tokens; a new user for each when missing. */
  readonly userId?: number;
  /** Another integration that has the same first credential; undefined when there is none. */
  readonly sharedWith: string | undefined;
  /** When its credentials are stored, ms since the epoch. */
  readonly storedAt: number;
  /** Why the integration is not recoverable; undefined when it is recoverable. */
  readonly fault: 'malformed' | 'refused' | 'hanging-host' | undefined;
}

/** Minimum and maximum latency of calls in each direction, in ms. */
export interface Latencies {
  readonly store: readonly [number, number];
  readonly alation: readonly [number, number];
}

/** Everything that a seed decides before the run starts. Times are ms since the epoch. */
export interface Scenario {
  readonly seed: number;
  readonly profile: Profile;
  readonly integrations: readonly IntegrationPlan[];
  readonly behaviour: AlationBehaviour;
  readonly policy: RotationPolicy;
  readonly latencies: Latencies;
  readonly listingLagMs: number;
  /** Maximum number of integrations in a page of a listing. */
  readonly pageSize: number;
  /** Fraction of the reads and descriptions that lag behind a write. */
  readonly staleReads: number;
  readonly episodes: readonly Episode[];
  /** Time span without scheduled sweeps. */
  readonly scheduleOutage: { readonly from: number; readonly to: number } | undefined;
  /** Time span in which an invocation may crash. */
  readonly crashes: { readonly from: number; readonly to: number; readonly rate: number } | undefined;
  /** Fractions of the scheduled sweeps that do not run, and that run twice. */
  readonly sweeps: { readonly missed: number; readonly doubled: number };
  /** Fractions of the warner's scheduled runs that do not run, and that run twice. */
  readonly warnings: { readonly missed: number; readonly doubled: number };
  /** Fraction of the warner's runs that end between the acceptance of an alert by SNS and the write of the tags. */
  readonly warnerCrashes: number;
  readonly acts: readonly { readonly act: Act; readonly at: number; readonly integration: string }[];
  /** Fraction of the renewals during which an operator stores credentials. */
  readonly storesDuringRenewal: number;
  /** Number of writes a second by other programs of the account. */
  readonly otherWritesPerSecond: number;
  /** After this time there are no faults. */
  readonly undisturbedFrom: number;
  readonly end: number;
}
