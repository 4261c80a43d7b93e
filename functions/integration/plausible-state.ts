import { DAY_MS, HOUR_MS } from '../time.ts';
import type { Contest } from './contest.ts';
import { credentialName } from './credential-name.ts';
import type { CredentialKind } from './credential.ts';
import { parseIntegrationState } from './integration-tags.ts';
import type { AccessTokenState, CredentialState, IntegrationState } from './integration-state.ts';
import type { Tags } from './ports.ts';

/** The clocks of the rotator, of AWS and of an operator's machine differ by less than this. */
export const CLOCK_TOLERANCE_MS = HOUR_MS;

/**
 * The longest lifetime of an access token, by the kind of its issuing credential. Alation allows at most 72 h for an
 * access token of an OAuth client, and documents no maximum for an access token of a refresh token.
 *
 * @see https://docs.alation.com/en/latest/admins/AdditionalConfiguration/OAuthClientApplication.html
 */
export const longestLifetimeMs: Readonly<Record<CredentialKind, number>> = {
  'oauth-client': 72 * HOUR_MS,
  'refresh-token': 400 * DAY_MS,
};

/** The longest lifetime of a refresh token. */
const LONGEST_REFRESH_TOKEN_MS = 3_650 * DAY_MS;

/** Longer than any backoff. `isBackingOff` knows the interval between sweeps, and compares more exactly. */
const LONGEST_BACKOFF_MS = DAY_MS;

/** Reads the state from tags as far as it can be true now. Every decision and every display begins with this function. */
export function readIntegrationState(tags: Tags, now: number): IntegrationState {
  return plausibleState(parseIntegrationState(tags), now);
}

/**
 * The part of a state that can be true. An operator or another program may have edited a tag, and a rotator whose clock
 * was wrong may have written it. What cannot be true is unknown: the next sweep reads the secret and verifies.
 *
 * @param now ms since the epoch
 */
export function plausibleState(state: IntegrationState, now: number): IntegrationState {
  const { baseUrl, status, accessToken, backoff, contest, credentials, renewal, renewalRequest } = state;
  const latest = now + CLOCK_TOLERANCE_MS;
  const kind = credentials.find(({ name }) => name === accessToken?.credential)?.kind ?? 'refresh-token';
  return {
    ...state,
    baseUrl: baseUrl !== undefined && isOrigin(baseUrl) ? baseUrl : undefined,
    status: status && { ...status, code: plausibleCode(status.code), since: Math.min(status.since, now) },
    accessToken: accessToken && plausibleAccessToken(accessToken, kind, latest),
    backoff: backoff && backoff.nextAttemptAt > now + LONGEST_BACKOFF_MS ? undefined : backoff,
    renewal: renewal && renewal.at > latest ? undefined : renewal,
    // No attempt would count as later than a request from the future, so the rotator would renew again and again.
    renewalRequest: renewalRequest && renewalRequest.at > latest ? undefined : renewalRequest,
    contest: contest && plausibleContest(contest, now),
    credentials: credentials.map((credential) => plausibleCredential(credential, latest)),
  };
}

/** The expiry of an access token, limited so that the lifetime is at most the longest lifetime of its kind. */
export function plausibleExpiry(issuedAt: number, expiresAt: number, kind: CredentialKind): number {
  return Math.min(expiresAt, issuedAt + longestLifetimeMs[kind]);
}

function plausibleAccessToken(
  accessToken: AccessTokenState,
  kind: CredentialKind,
  latest: number,
): AccessTokenState | undefined {
  const { issuedAt, expiresAt } = accessToken;
  const isPlausible = issuedAt <= latest && plausibleExpiry(issuedAt, expiresAt, kind) === expiresAt;
  return isPlausible ? accessToken : undefined;
}

/** The part of a contest that can be true. With an `inactiveAt` in the future, the contest would end too late. */
function plausibleContest(contest: Contest, now: number): Contest {
  const { since, inactiveAt } = contest;
  return {
    ...contest,
    credential: credentialName(contest.credential, 'default'),
    since: since === undefined ? undefined : Math.min(since, now),
    inactiveAt: inactiveAt !== undefined && inactiveAt > now + CLOCK_TOLERANCE_MS ? undefined : inactiveAt,
  };
}

function plausibleCredential(credential: CredentialState, latest: number): CredentialState {
  const { expiresAt = 0, storedAt = 0 } = credential;
  return {
    ...credential,
    name: credentialName(credential.name, 'default'),
    ...(expiresAt > latest + LONGEST_REFRESH_TOKEN_MS && { expiresAt: undefined, expirySource: undefined }),
    ...(storedAt > latest && { storedAt: undefined }),
  };
}

/** A failure code is a word. Alerts show an unknown code as it is, so it must not be a link. */
function plausibleCode(code: string | undefined): string | undefined {
  return code !== undefined && /^[A-Za-z]{1,40}$/.test(code) ? code : undefined;
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
