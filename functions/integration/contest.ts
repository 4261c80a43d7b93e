import { INTEGRATION_NAME, Tag } from '../contract.ts';
import type { Tags } from './ports.ts';
import { formatInstant, formatTagFields, parseInstant, parseTagFields } from './tag-fields.ts';

/**
 * What shows that another program, person or integration mints from a credential of an integration. Each such mint
 * revokes the access token that consumers read.
 */
export interface Contest {
  /** Present name of the credential. */
  readonly credential: string;
  /** Since when the integration is contested, in ms since the epoch. Undefined after a single finding. */
  readonly since?: number | undefined;
  /** When a probe last found the published access token inactive before its expiry, and the rotator was not the cause. */
  readonly inactiveAt?: number | undefined;
  /** `minterFingerprint` of the issuing credential of that access token. */
  readonly minter?: string | undefined;
  /** Another integration that uses the same credential. */
  readonly sharedWith?: string | undefined;
}

/** A contest that an operator must end. */
export type ActiveContest = Contest & { readonly since: number };

/** Why an integration is contested. */
export type ContestCause = 'OtherMinter' | 'CredentialShared';

/** The contest that an operator must end. Undefined if there is none: a single finding is not a contest yet. */
export function activeContest({
  contest,
}: {
  readonly contest?: Contest | undefined;
}): ActiveContest | undefined {
  return contest?.since === undefined ? undefined : { ...contest, since: contest.since };
}

/** The cause of a contest. A shared credential is the cause in any case, because it also explains inactive access tokens. */
export function causeOf({ sharedWith }: Contest): ContestCause {
  return sharedWith === undefined ? 'OtherMinter' : 'CredentialShared';
}

/** The state of an integration to show. A contested integration is never shown as `fresh` or `retrying`. */
export function shownState<State extends string>(integrationState: {
  readonly status: { readonly state: State } | undefined;
  readonly contest?: Contest | undefined;
}): State | 'contested' | undefined {
  const state = integrationState.status?.state;
  const needsNoOperator = state === 'fresh' || state === 'retrying';
  return needsNoOperator && activeContest(integrationState) !== undefined ? 'contested' : state;
}

/** Reads a contest from tags; undefined if there is none. Operators can edit tags, so malformed fields are ignored. */
export function parseContest(tags: Tags): Contest | undefined {
  const { credential, since, inactive, minter, with: sharedWith } = parseTagFields(tags[Tag.contested]);
  if (credential === undefined) return undefined;
  return {
    credential,
    since: parseInstant(since),
    inactiveAt: parseInstant(inactive),
    minter,
    sharedWith: sharedWith !== undefined && INTEGRATION_NAME.test(sharedWith) ? sharedWith : undefined,
  };
}

/** The value of the tag `contested`; empty if there is no contest. */
export function formatContest(contest: Contest | undefined): string {
  if (contest === undefined) return '';
  const { credential, since, inactiveAt, minter, sharedWith } = contest;
  return formatTagFields({
    credential,
    since: since === undefined ? undefined : formatInstant(since),
    inactive: inactiveAt === undefined ? undefined : formatInstant(inactiveAt),
    minter,
    with: sharedWith,
  });
}
