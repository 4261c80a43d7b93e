/** A credential that is there when the run begins. */
export type StartingCredential =
  | { readonly kind: 'refresh-token'; readonly name: string; readonly madeDaysBefore: number }
  | { readonly kind: 'oauth-client'; readonly name: string; readonly accessTokenHours: number };

/** What an owner does about refresh tokens that run out. */
export type Habit =
  | { readonly kind: 'never-acts' }
  /** Replaces a refresh token that many days after the warning of that stage, or after it expired. */
  | { readonly kind: 'replaces'; readonly after: number | 'expired'; readonly days: number };

/** One integration of the run: what it starts with, and what its owner does. */
export interface Story {
  readonly integration: string;
  readonly owner: string;
  /** One line for people. */
  readonly about: string;
  readonly credentials: readonly StartingCredential[];
  readonly habit: Habit;
  /** Days on which an OAuth client comes beside the refresh token, and on which the refresh token goes. */
  readonly move?: { readonly addClientOn: number; readonly dropRefreshTokenOn: number };
  /** Whether no read of the consumer may fail: a live credential is there all the time. */
  readonly mustNotFail: boolean;
}

/** The integrations of `npm start`. */
export const stories: readonly Story[] = [
  {
    integration: 'nightly-export',
    owner: 'reporting',
    about: 'one refresh token, and nobody reads the warnings',
    credentials: [{ kind: 'refresh-token', name: 'default', madeDaysBefore: 0 }],
    habit: { kind: 'never-acts' },
    mustNotFail: false,
  },
  {
    integration: 'search-portal',
    owner: 'data-platform',
    about: 'two refresh tokens made 30 days apart, replaced five days too late',
    credentials: [
      { kind: 'refresh-token', name: 'blue', madeDaysBefore: 30 },
      { kind: 'refresh-token', name: 'green', madeDaysBefore: 0 },
    ],
    habit: { kind: 'replaces', after: 'expired', days: 5 },
    mustNotFail: true,
  },
  {
    integration: 'dbt-docs',
    owner: 'analytics',
    about: 'one refresh token, replaced the day after the 7-day warning',
    credentials: [{ kind: 'refresh-token', name: 'default', madeDaysBefore: 0 }],
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
    integration: 'lineage-sync',
    owner: 'data-platform',
    about: 'moves from a refresh token to an OAuth client',
    credentials: [{ kind: 'refresh-token', name: 'api-key', madeDaysBefore: 0 }],
    habit: { kind: 'never-acts' },
    move: { addClientOn: 20, dropRefreshTokenOn: 27 },
    mustNotFail: true,
  },
];

/** Alation's token endpoints are down for 11 hours from then on: days since the run began, then hours. */
export const outage = { day: 40, hour: 2, hours: 11 } as const;

/** Alation signs its JWTs with a new key from that day on; the old one stays valid for a day. */
export const keyRotation = { day: 10, hour: 3, keepOldForHours: 24 } as const;

/** How long before the run a credential is made. */
export function ageInDays(credential: StartingCredential): number {
  return credential.kind === 'refresh-token' ? credential.madeDaysBefore : 0;
}
