/** A credential that exists when the run begins. */
export type StartingCredential =
  | { readonly kind: 'refresh-token'; readonly name: string; readonly createdDaysBefore: number }
  | { readonly kind: 'oauth-client'; readonly name: string; readonly accessTokenHours: number };

/** Behaviour of an owner whose refresh tokens expire. */
export type Habit =
  | { readonly kind: 'never-acts' }
  /** Replaces a refresh token this many days after the warning of this stage (days before expiry, or `expired`). */
  | { readonly kind: 'replaces'; readonly after: number | 'expired'; readonly days: number };

/** One integration of the run: its first credentials and what its owner does. */
export interface Story {
  readonly integration: string;
  readonly owner: string;
  /** One line that the output shows. */
  readonly about: string;
  readonly credentials: readonly StartingCredential[];
  readonly habit: Habit;
  /** The days on which the owner adds an OAuth client and removes the refresh token. */
  readonly move?: { readonly addClientOn: number; readonly dropRefreshTokenOn: number };
  /** Whether the rotator renews the refresh tokens of the integration. */
  readonly renews?: boolean;
  /**
   * The day on which the owner stores the first credential of another integration. A day later, the owner stores a new
   * refresh token.
   */
  readonly borrow?: { readonly from: string; readonly on: number };
  /** Whether the guarantee holds that no read of the consumer fails: a credential is active all the time. */
  readonly mustNotFail: boolean;
}

/** The integrations of `npm start`. */
export const stories: readonly Story[] = [
  {
    integration: 'nightly-export',
    owner: 'reporting',
    about: 'one refresh token; the owner ignores warnings',
    credentials: [{ kind: 'refresh-token', name: 'default', createdDaysBefore: 0 }],
    habit: { kind: 'never-acts' },
    mustNotFail: false,
  },
  {
    integration: 'search-portal',
    owner: 'data-platform',
    about: 'two refresh tokens, each replaced 5 days after its expiry',
    credentials: [
      { kind: 'refresh-token', name: 'blue', createdDaysBefore: 30 },
      { kind: 'refresh-token', name: 'green', createdDaysBefore: 0 },
    ],
    habit: { kind: 'replaces', after: 'expired', days: 5 },
    mustNotFail: true,
  },
  {
    integration: 'dbt-docs',
    owner: 'analytics',
    about: 'one refresh token, replaced 1 day after the 7-day warning',
    credentials: [{ kind: 'refresh-token', name: 'default', createdDaysBefore: 0 }],
    habit: { kind: 'replaces', after: 7, days: 1 },
    mustNotFail: true,
  },
  {
    integration: 'quality-checks',
    owner: 'governance',
    about: 'two OAuth clients',
    credentials: [
      { kind: 'oauth-client', name: 'blue', accessTokenHours: 24 },
      { kind: 'oauth-client', name: 'green', accessTokenHours: 24 },
    ],
    habit: { kind: 'never-acts' },
    mustNotFail: true,
  },
  {
    integration: 'glossary-sync',
    owner: 'governance',
    about: 'two refresh tokens that the rotator renews; nobody acts',
    credentials: [
      { kind: 'refresh-token', name: 'blue', createdDaysBefore: 0 },
      { kind: 'refresh-token', name: 'green', createdDaysBefore: 0 },
    ],
    habit: { kind: 'never-acts' },
    renews: true,
    mustNotFail: true,
  },
  {
    integration: 'lineage-sync',
    owner: 'data-platform',
    about: 'changes from a refresh token to an OAuth client',
    credentials: [{ kind: 'refresh-token', name: 'api-key', createdDaysBefore: 0 }],
    habit: { kind: 'never-acts' },
    move: { addClientOn: 20, dropRefreshTokenOn: 27 },
    mustNotFail: true,
  },
  {
    integration: 'team-notebook',
    owner: 'reporting',
    about: 'uses the refresh token of nightly-export for a day',
    credentials: [{ kind: 'refresh-token', name: 'default', createdDaysBefore: 0 }],
    habit: { kind: 'replaces', after: 7, days: 1 },
    borrow: { from: 'nightly-export', on: 5 },
    mustNotFail: false,
  },
];

/** When the outage of the token endpoints begins (day of the run, hour UTC), and how long it lasts. */
export const outage = { day: 40, hour: 2, hours: 11 } as const;

/**
 * When the subscription of the first operator address ends (day of the run, hour UTC), and when an operator
 * subscribes the address again.
 */
export const lostSubscription = {
  day: 12,
  hour: 3,
  subscribedAgainOnDay: 13,
  subscribedAgainAtHour: 10,
} as const;

/** When Alation begins to sign JWTs with a new key (day of the run, hour UTC), and how long the old key stays published. */
export const keyRotation = { day: 10, hour: 3, keepOldForHours: 24 } as const;

/** Age of a credential when the run begins, in days. */
export function ageInDays(credential: StartingCredential): number {
  return credential.kind === 'refresh-token' ? credential.createdDaysBefore : 0;
}
