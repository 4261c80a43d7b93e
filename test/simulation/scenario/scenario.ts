import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { AlationBehaviour } from '../../support/in-memory-alation.ts';
import type { Episode } from '../faults/episode.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** When every run begins. */
export const START = Date.UTC(2026, 0, 1);
/** Between two ticks of the rotator's schedule. */
export const TICK_MS = 15 * MINUTE_MS;
/** After which Lambda stops an invocation. */
export const INVOCATION_LIMIT_MS = 5 * MINUTE_MS;
/** How old what ListSecrets shows may be. */
export const LISTING_LAG_MS = 5 * MINUTE_MS;

/** What a run is about. */
export type Profile =
  /** Nothing goes wrong. */
  | 'calm'
  /** One thing goes wrong, for as long as is promised to be borne. */
  | 'single-fault'
  /** Everything goes wrong at once, people included. */
  | 'storm'
  /** People replace, revoke, roll back, pause and mistype. */
  | 'operators'
  /** Refresh tokens run out within days. */
  | 'expiry'
  /** Refresh tokens run out after weeks, past every stage of a warning; few ticks come. */
  | 'weeks'
  /** Some integrations are beyond help. */
  | 'poison'
  /** Many integrations want to write in the same second. */
  | 'crowd';

/** What people do that stores another version of the credentials. */
export const storingActs = [
  'replace-all',
  'replace-one',
  'move-up',
  'rename',
  'store-again',
  'change-number',
] as const;

/** What people do to an integration. */
export type Act =
  | (typeof storingActs)[number]
  | 'revoke-one'
  | 'revoke-access-tokens'
  | 'mint-elsewhere'
  | 'roll-back'
  | 'store-foreign-value'
  | 'store-malformed'
  | 'pause'
  | 'lose-tags'
  | 'request'
  | 'change-lifetime';

/** An integration as the scenario wants it. */
export interface IntegrationPlan {
  readonly name: string;
  readonly baseUrl: string;
  /** Kind of each credential. */
  readonly kinds: readonly [CredentialKind, ...CredentialKind[]];
  /** Life of each refresh token, in ms. */
  readonly refreshTokenLifetimeMs: number;
  /** When its credentials are stored, ms since the epoch. */
  readonly storedAt: number;
  /** What makes it one that cannot be helped. */
  readonly poison: 'malformed' | 'refused' | 'dead-host' | undefined;
}

/** How long calls take, in ms, each way. */
export interface Pace {
  readonly store: readonly [number, number];
  readonly alation: readonly [number, number];
}

/** Everything a seed decides before the run begins. Times are ms since the epoch. */
export interface Scenario {
  readonly seed: number;
  readonly profile: Profile;
  readonly integrations: readonly IntegrationPlan[];
  readonly behaviour: AlationBehaviour;
  readonly pace: Pace;
  readonly listingLagMs: number;
  readonly episodes: readonly Episode[];
  /** In this stretch no tick comes. */
  readonly silence: { readonly from: number; readonly to: number } | undefined;
  /** In this stretch every invocation may die on its way, and outside of it none. */
  readonly crashes: { readonly from: number; readonly to: number; readonly rate: number } | undefined;
  /** Part of the ticks that are missed, and that come twice. */
  readonly ticks: { readonly missed: number; readonly doubled: number };
  /** Part of the warner's runs that are missed, and that come twice. */
  readonly warnings: { readonly missed: number; readonly doubled: number };
  readonly acts: readonly { readonly act: Act; readonly at: number; readonly integration: string }[];
  /** Writes a second that others in the account do. */
  readonly otherWritesPerSecond: number;
  /** From here on nothing goes wrong any more. */
  readonly quietFrom: number;
  readonly end: number;
}
