import { contestFix, contestMeaning } from '../../functions/integration/contest-texts.ts';
import { failureText } from '../../functions/integration/failure-texts.ts';
import { harmText, replacedAfterHarm } from '../../functions/integration/renewal-harm.ts';
import { commandLine, newCredentialText } from '../text/command-line.ts';
import { fixText } from '../text/failure-text.ts';
import { nearbyExpiriesText } from '../text/nearby-expiries-text.ts';
import { replaceCommand } from '../text/replace-steps.ts';
import { fromNow, instant } from '../../functions/warning/duration-text.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { IntegrationStatus } from './integration-status.ts';
import { pausedText } from './pause-note.ts';
import type { Todo } from './todo.ts';

/** State and reason: `failing since 2026-11-24 08:00 UTC: Alation does not answer (AlationUnavailable)`. */
export function stateText({ state, code, since, contest, pauseNote }: IntegrationStatus): string {
  switch (state) {
    case 'fresh':
      return 'fresh';
    case 'retrying':
    case 'failing': {
      const from = since === undefined ? '' : ` since ${instant(since)}`;
      return `${state}${from}: ${failureText(code).meaning}${code === undefined ? '' : ` (${code})`}`;
    }
    case 'contested':
      return contest === undefined
        ? state
        : `contested since ${instant(contest.since)}: ${contestMeaning(contest)}`;
    case 'rejected':
      return 'rejected: Alation rejects every credential';
    case 'expired':
      return 'expired: the rotator has not replaced the access token';
    case 'paused':
      return pausedText(pauseNote);
    case 'awaiting-credentials':
      return 'awaiting-credentials: no credentials are stored';
    case 'new-credentials':
      return 'new-credentials: stored, not used yet';
  }
}

/** One credential: `tableau-a 59 days`, `tableau-b rejected`, `tableau-b forbidden`, `loader does not expire`. */
export function credentialText({ name, state, remainingLifetime, expirySource }: CredentialStatus): string {
  if (state === 'rejected' || state === 'forbidden') return `${name} ${state}`;
  if (remainingLifetime === undefined) return `${name} does not expire`;
  return `${name} ${expirySource === 'estimated' ? 'about ' : ''}${remainingLifetime}`;
}

/** Whether there is a step to take, or advice. */
export function hasSteps({ todo, nearbyExpiries }: IntegrationStatus): boolean {
  return todo.length > 0 || nearbyExpiries !== undefined;
}

/** The steps to take, a line each. Advice about expiries comes last. */
export function todoLines(status: IntegrationStatus, prefix: string): readonly string[] {
  const { integration, nearbyExpiries } = status;
  const advice = nearbyExpiries && nearbyExpiriesText(nearbyExpiries, { prefix, integration });
  return [...status.todo.map((todo) => todoLine(status, todo, prefix)), ...(advice ? [advice] : [])].map(
    (line) => `${integration}: ${line}`,
  );
}

function todoLine(
  { integration, baseUrl, credentials }: IntegrationStatus,
  todo: Todo,
  prefix: string,
): string {
  switch (todo.kind) {
    case 'onboard':
      return `Store its first credential: ${commandLine(prefix, 'onboard', integration)}`;
    case 'replace': {
      const { credential, why } = todo;
      const known = credentials.find(({ name }) => name === credential);
      const reason =
        why === 'rejected'
          ? `Alation rejects "${credential}"`
          : why === 'lost'
            ? `Alation revoked "${credential}" during its renewal, and the new refresh token was not stored`
            : `"${credential}" ${known?.expiry ?? 'expires soon'}`;
      return (
        `${reason}; create ${newCredentialText(baseUrl, [known?.kind ?? 'refresh-token'])} and store it: ` +
        replaceCommand(prefix, integration, credential, credentials.length)
      );
    }
    case 'stop-renewals':
      return (
        `The rotator renewed a refresh token, and ${harmText(todo.code)}. ` +
        `Set "renewRefreshTokens": false and deploy. Then replace ${replacedAfterHarm(todo.code)} (docs/renewal.md)`
      );
    case 'look-up':
      return fixText(todo.code, prefix, integration);
    case 'end-contest':
      return `${contestFix(todo.contest)}: ${replaceCommand(prefix, integration, todo.contest.credential, credentials.length)}`;
    case 'doctor':
      return `Find out why the rotator does not run: ${commandLine(prefix, 'doctor')}`;
    case 'resume':
      return `Resume rotation when you are done: ${commandLine(prefix, 'resume', integration)}`;
  }
}

/** `next sweep`, `in 12 min`, `in about 9 h` if it was computed with the default settings. */
export function nextAttemptText({ nextAttempt, nextAttemptSource }: IntegrationStatus, now: number): string {
  if (nextAttempt !== undefined && nextAttempt <= now) return 'next sweep';
  const text = when(nextAttempt, now);
  return nextAttemptSource === 'default-settings' ? text.replace(/^in /, 'in about ') : text;
}

/** An instant in a table: `in 23 h`, `12 min ago`, `-`. */
export function when(ms: number | undefined, now: number): string {
  return ms === undefined ? '-' : fromNow(ms, now);
}
