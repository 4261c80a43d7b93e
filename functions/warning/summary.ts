import { activeContest } from '../integration/contest.ts';
import type { CredentialState, IntegrationState } from '../integration/integration-state.ts';
import { countsIn, monthOf, NO_OUTCOMES } from '../integration/outcome-counts.ts';
import type { OutcomeCounts } from '../integration/outcome-counts.ts';
import { harmText } from '../integration/renewal-harm.ts';
import { renewsItself } from '../integration/renewal-outlook.ts';
import { isUsable } from '../integration/usable-credentials.ts';
import { DAY_MS } from '../time.ts';
import { expiryText, instant } from './duration-text.ts';
import { isLastCredential } from './consumers-text.ts';
import { CRITICAL_DAYS } from './expiry-notifications.ts';
import { alertCommand } from './fix.ts';
import type { TextContext } from './integration-notifications.ts';
import { daysLeft, NEXT_RUN_MS } from './warning-stage.ts';

/** `monthly`: sent to each owner. `weekly`: sent only to owners who must act soon and got no warning in the last week. */
export type SummaryKind = 'monthly' | 'weekly';

/** Maximum number of expiries that a summary lists. */
const LISTED_EXPIRIES = 10;
/** An owner who must act within this time gets a weekly summary. */
const SOON_MS = 14 * DAY_MS;

interface Expiry {
  readonly integration: string;
  readonly credential: string;
  /** Ms since the epoch. */
  readonly at: number;
}

/** The state of all integrations of one owner. */
export interface OwnerSummary {
  readonly owner: string | undefined;
  /** Ms since the epoch. */
  readonly now: number;
  /** The month that `outcomes` is about, in UTC: `2026-11`. */
  readonly month: string;
  /** The names of the integrations. */
  readonly integrations: string[];
  /** The problems of the integrations, one line for each integration. */
  readonly problems: string[];
  /** The next expiries of refresh tokens that the rotator does not renew, the earliest first. */
  expiries: readonly Expiry[];
  /** The credentials that an operator must replace now, because they are rejected or past their expiry, one line each. */
  readonly ended: string[];
  /** How many refresh tokens the rotator renews. */
  renewing: number;
  /** What the rotator did in the month that the summary is about. */
  outcomes: OutcomeCounts;
}

/** Collects the summaries of a run, one integration after the other. */
export function summaries(
  now: number,
  kind: SummaryKind,
): {
  add(integration: string, state: IntegrationState): void;
  read(warningDays: readonly number[]): readonly OwnerSummary[];
} {
  // The monthly summary is sent on the first day of a month in UTC, and is about the month before.
  const month = monthOf(kind === 'monthly' ? now - 15 * DAY_MS : now);
  const byOwner = new Map<string | undefined, OwnerSummary>();
  return {
    add(integration, state) {
      const { owner } = state;
      const summary = byOwner.get(owner) ?? {
        owner,
        now,
        month,
        integrations: [],
        problems: [],
        expiries: [],
        ended: [],
        renewing: 0,
        outcomes: NO_OUTCOMES,
      };
      byOwner.set(owner, summary);
      summary.integrations.push(integration);
      const problem = problemOf(state, now);
      if (problem !== undefined) summary.problems.push(`${integration}: ${problem}`);
      const working: CredentialState[] = [];
      for (const credential of state.credentials) {
        const why = replacementReason(credential, now);
        if (why === undefined) working.push(credential);
        else summary.ended.push(`${integration}: "${credential.name}" ${why}`);
      }
      const renewing = working.filter((credential) => renewsItself(state, credential));
      summary.renewing += renewing.length;
      summary.outcomes = sumOf(summary.outcomes, countsIn(state.outcomes, month));
      const expiries = working.flatMap((credential) => {
        const { name, expiresAt } = credential;
        return expiresAt === undefined || renewing.includes(credential)
          ? []
          : [{ integration, credential: name, at: expiresAt }];
      });
      summary.expiries = [...summary.expiries, ...expiries]
        .toSorted((one, other) => one.at - other.at)
        .slice(0, LISTED_EXPIRIES);
    },
    read: (warningDays) =>
      [...byOwner.values()].filter((one) => kind === 'monthly' || isUnwarned(one, warningDays)),
  };
}

/**
 * Whether a refresh token expires soon and no stage of the last week warned of its expiry. Problems have their own
 * repeated alerts.
 */
function isUnwarned({ expiries, now }: OwnerSummary, warningDays: readonly number[]): boolean {
  return expiries.some(
    ({ at }) =>
      at - now <= SOON_MS &&
      !warningDays.some((days) => {
        const sentAt = at - days * DAY_MS - NEXT_RUN_MS;
        return sentAt <= now && sentAt > now - 7 * DAY_MS;
      }),
  );
}

/** Why an integration is not well, in a few words; undefined if it is well. */
function problemOf(state: IntegrationState, now: number): string | undefined {
  const { paused, status, accessToken, credentials, renews, renewal } = state;
  if (paused) return 'paused';
  if (status === undefined) return 'no access token yet';
  if (status.state !== 'fresh') return [status.state, status.code].filter(Boolean).join(', ');
  if (activeContest(state) !== undefined)
    return 'contested: another program or person mints from a credential';
  if (accessToken === undefined || now >= accessToken.expiresAt) return 'no active access token';
  if (renews === true && renewal?.phase === 'harmful')
    return `renewals have stopped: ${harmText(renewal.code)}`;
  const ending = credentials.find(
    (one) => isLastCredential(one, state, now) && daysLeft(one.expiresAt ?? Infinity, now) <= CRITICAL_DAYS,
  );
  if (ending !== undefined) {
    const isEstimated = ending.expirySource === 'estimated';
    return `last refresh token ${expiryText(ending.expiresAt ?? now, now, isEstimated)}`;
  }
  const usable = credentials.filter((credential) => isUsable(credential, now)).length;
  return usable < 2 && credentials.length > 1 ? `one of ${credentials.length} credentials works` : undefined;
}

/** `all 50 integrations are well`, `2 of 50 integrations are not well`, `demo is well`. */
export function summaryHeadline({ integrations, problems }: OwnerSummary): string {
  const { length } = integrations;
  if (length === 1) return `${integrations[0]} is ${problems.length === 0 ? '' : 'not '}well`;
  return problems.length === 0
    ? `all ${length} integrations are well`
    : `${problems.length} of ${length} integrations ${problems.length === 1 ? 'is' : 'are'} not well`;
}

/** `In 2026-11 (UTC): 60 access tokens published, 2 attempts failed, 1 refresh token renewed.` */
function outcomesText({ month, outcomes: { rotated, failed, renewed } }: OwnerSummary): string {
  return (
    `In ${month} (UTC): ${counted(rotated, 'access token')} published, ` +
    `${counted(failed, 'attempt')} failed, ${counted(renewed, 'refresh token')} renewed.`
  );
}

/** `1 attempt`, `2 attempts`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function sumOf(one: OutcomeCounts, other: OutcomeCounts): OutcomeCounts {
  return {
    rotated: one.rotated + other.rotated,
    failed: one.failed + other.failed,
    renewed: one.renewed + other.renewed,
  };
}

/** Why an operator must replace this credential now; undefined if its replacement can wait. */
function replacementReason(
  { state, expiresAt = Infinity, expirySource }: CredentialState,
  now: number,
): string | undefined {
  const isEstimated = expirySource === 'estimated';
  if (state === 'rejected' && (isEstimated || expiresAt > now)) return 'is rejected by Alation';
  return expiresAt > now ? undefined : `${expiryText(expiresAt, now, isEstimated)}, on ${instant(expiresAt)}`;
}

/** The text of a summary. */
export function summaryText(summary: OwnerSummary, { secretPrefix, runbookUrl }: TextContext): string {
  const { problems, expiries, ended, renewing, now } = summary;
  return [
    `Summary of ${instant(now)}: ${summaryHeadline(summary)}.`,
    ...problems.map((problem) => `  ${problem}`),
    outcomesText(summary),
    ...(renewing === 0
      ? []
      : [`The rotator renews ${renewing} refresh ${renewing === 1 ? 'token' : 'tokens'}.`]),
    ...(ended.length > 0 ? ['Replace now:', ...ended.map((line) => `  ${line}`)] : []),
    ...(expiries.length > 0
      ? ['Next expiries. Replace each refresh token before its expiry; an alert reminds you:']
      : []),
    ...(expiries.length + ended.length === 0 ? ['You do not have to replace a refresh token.'] : []),
    ...expiries.map(
      ({ integration, credential, at }) =>
        `  ${integration}: "${credential}" ${expiryText(at, now)}, on ${instant(at)}`,
    ),
    `Details: ${alertCommand(secretPrefix, 'status')}`,
    ...(runbookUrl === undefined ? [] : [`Runbook: ${runbookUrl}`]),
    'The setting "summary": "none" in cdk.json switches this summary off.',
  ].join('\n');
}
