/**
 * What a picture shows: integrations over time, without any secret. Every time and length is in minutes, and times are
 * since `startMs`, because a page of many months must stay small.
 */
export interface Timeline {
  /** Ms since the epoch. */
  readonly startMs: number;
  readonly end: number;
  /** Whether a time is shown as a day of a simulation (`day 30 08:00`) or as a date in UTC. */
  readonly shownAs: 'day' | 'date';
  /** Where the past ends, if the picture also shows the future. */
  readonly now?: number | undefined;
  /** Alarms that concern all integrations. */
  readonly alarms: readonly Alert[];
  /** When Alation's token endpoints were down. */
  readonly outages: readonly Span[];
  readonly integrations: readonly IntegrationTimeline[];
}

/** A span of time: it begins at `from` and ends before `to`. */
export type Span = readonly [from: number, to: number];

/** A time in which the published access token was inactive, and why, as a clause. */
export type Downtime = readonly [...Span, cause: string];

/** One integration over time. */
export interface IntegrationTimeline {
  readonly name: string;
  readonly owner: string | undefined;
  /** What is special about this integration, in a few words. */
  readonly about: string;
  readonly credentials: readonly CredentialTimeline[];
  /** The reads of its consumer; undefined if they are not known. */
  readonly reads: Reads | undefined;
  readonly downtime: readonly Downtime[];
  readonly alerts: readonly Alert[];
  readonly acts: readonly Act[];
}

/** One credential over time. A replaced or renewed credential keeps its name. */
export interface CredentialTimeline {
  readonly name: string;
  readonly kind: 'refresh-token' | 'oauth-client';
  readonly periods: readonly Period[];
  readonly accessTokens: readonly AccessTokenSpan[];
}

/** A time in which the credential had the same refresh token or client secret. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** Expiry of the refresh token; undefined for an OAuth client, which does not expire. */
  readonly expiresAt: number | undefined;
  /** Text beside the end of the period, if there is space. If undefined, only an expiry or a rejection has a text. */
  readonly endText?: string | undefined;
  /**
   * Why the period ended; undefined if it did not end. `expires`: the period will end with the expiry.
   * `renewed`: the rotator replaced the refresh token.
   */
  readonly ending: 'expired' | 'expires' | 'rejected' | 'replaced' | 'renewed' | 'removed' | undefined;
}

/**
 * One access token: for how long it was published, and for how long Alation accepted it. `revoked` is 1 if Alation
 * revoked it before its expiry, usually at the next mint.
 */
export type AccessTokenSpan = readonly [
  mintedAt: number,
  publishedFor: number,
  activeFor: number,
  revoked: 0 | 1,
];

/** The reads of a consumer, one an hour. */
export interface Reads {
  /** The beginning of the hour of the first read. */
  readonly from: number;
  readonly count: number;
  /** Reads that Alation refused once: the consumer read the secret again, and Alation accepted the retry. */
  readonly refusedOnce: readonly number[];
  readonly failed: number;
  /** Each span begins at a failed read and ends at the last failed read before a successful read. */
  readonly failures: readonly Span[];
}

/** A message to a person. `info`: the person need not act, for example because a failure has ended. */
export interface Alert {
  readonly at: number;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly text: string;
}

/** Something that a person did. */
export interface Act {
  readonly at: number;
  readonly text: string;
}
