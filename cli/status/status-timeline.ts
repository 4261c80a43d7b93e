import { DAY_MS, MINUTE_MS } from '../../functions/time.ts';
import type { CredentialTimeline, IntegrationTimeline, Period, Timeline } from '../../picture/timeline.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { IntegrationStatus } from './integration-status.ts';
import { credentialText } from './status-text.ts';

/** Days before the present that a picture shows, then the fewest and the most days after the present. */
const DAYS_BEFORE = 5;
const DAYS_AFTER = 30;
const MOST_DAYS_AFTER = 120;
/** Days after the last expiry, as space for the text of its date. */
const DAYS_FOR_TEXT = 10;

/** The timeline of integrations from their tags. It shows mostly the future, in which credentials expire. */
export function statusTimeline(statuses: readonly IntegrationStatus[], now: number): Timeline {
  const startMs = Math.floor((now - DAYS_BEFORE * DAY_MS) / MINUTE_MS) * MINUTE_MS;
  const minutes = (at: number) => Math.round((at - startMs) / MINUTE_MS);
  const expiries = statuses.flatMap(({ credentials }) =>
    credentials.flatMap(({ expiresAt }) => expiresAt ?? []),
  );
  const daysAfter = Math.max(DAYS_AFTER, ...expiries.map((at) => (at - now) / DAY_MS + DAYS_FOR_TEXT));
  const end = minutes(now + Math.min(daysAfter, MOST_DAYS_AFTER) * DAY_MS);
  return {
    startMs,
    end,
    shownAs: 'date',
    now: minutes(now),
    alarms: [],
    outages: [],
    integrations: statuses.map((status) => integrationTimeline(status, { minutes, end, now: minutes(now) })),
  };
}

interface Range {
  readonly minutes: (at: number) => number;
  readonly end: number;
  readonly now: number;
}

function integrationTimeline(status: IntegrationStatus, range: Range): IntegrationTimeline {
  const { integration, owner, credentials } = status;
  const texts = credentials.map(credentialText).join(', ');
  return {
    name: integration,
    owner,
    about: owner === undefined ? texts : `${owner}: ${texts || 'no credentials'}`,
    credentials: credentials.map((credential) => credentialTimeline(credential, status, range)),
    reads: undefined,
    downtime: [],
    alerts: [],
    acts: [],
  };
}

function credentialTimeline(
  credential: CredentialStatus,
  { accessToken }: IntegrationStatus,
  { minutes, end, now }: Range,
): CredentialTimeline {
  const { name, kind, storedAt, expiresAt } = credential;
  const expires = expiresAt === undefined ? undefined : minutes(expiresAt);
  const from = Math.max(0, storedAt === undefined ? 0 : minutes(storedAt));
  const isIssuing = accessToken?.credential === name;
  const issuedAt = isIssuing ? minutes(accessToken.issuedAt) : 0;
  const lifetime = isIssuing ? minutes(accessToken.expiresAt) - issuedAt : 0;
  return {
    name,
    kind,
    periods: [{ from, expiresAt: expires, ...ending(credential, expires, now, end) }],
    accessTokens: isIssuing ? [[issuedAt, lifetime, lifetime, 0]] : [],
  };
}

function ending(
  { state, expiresAt, renewsItself, expirySource }: CredentialStatus,
  expires: number | undefined,
  now: number,
  end: number,
): Pick<Period, 'to' | 'ending' | 'endText'> {
  if (state === 'rejected') return { to: Math.min(now, expires ?? now), ending: 'rejected' };
  if (expires === undefined || expiresAt === undefined || expires > end)
    return { to: end, ending: undefined };
  const date = new Date(expiresAt).toISOString().slice(0, 10);
  if (renewsItself) return { to: expires, ending: 'renewed', endText: `renewed before ${date}` };
  const words = expires > now ? 'expires' : 'expired';
  return {
    to: expires,
    ending: words,
    endText: `${words} ${expirySource === 'estimated' ? 'about ' : ''}${date}`,
  };
}
