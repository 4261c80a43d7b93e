import { failureText } from '../../functions/integration/failure-texts.ts';
import { isCredentialName } from '../credentials/credential-name.ts';
import { commandLine, whereMade } from '../text/command-line.ts';
import { fixText } from '../text/failure-text.ts';
import { fromNow, instant } from '../../functions/warning/duration-text.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { IntegrationStatus } from './integration-status.ts';
import type { Todo } from './todo.ts';

/** State and reason in words: `failing since 2026-11-24 08:00 UTC: Alation does not answer (AlationUnavailable)`. */
export function stateWords({ state, code, since }: IntegrationStatus): string {
  switch (state) {
    case 'fresh':
      return 'fresh';
    case 'retrying':
    case 'failing': {
      const from = since === undefined ? '' : ` since ${instant(since)}`;
      return `${state}${from}: ${failureText(code).meaning}${code === undefined ? '' : ` (${code})`}`;
    }
    case 'rejected':
      return 'rejected: Alation refuses every credential';
    case 'expired':
      return 'expired: the rotator has not renewed it';
    case 'paused':
      return 'paused by an operator';
    case 'awaiting-credentials':
      return 'waiting for its first credentials';
    case 'new-credentials':
      return 'credentials stored, not used yet';
  }
}

/** One credential: `tableau-a 59 days`, `tableau-b rejected`, `loader does not expire`. */
export function credentialWords({ name, state, remainingLifetime, expirySource }: CredentialStatus): string {
  if (state === 'rejected') return `${name} rejected`;
  if (remainingLifetime === undefined) return `${name} does not expire`;
  return `${name} ${expirySource === 'estimated' ? 'about ' : ''}${remainingLifetime}`;
}

/** What to do now, in lines that can be copied. */
export function todoLines(status: IntegrationStatus, prefix: string): readonly string[] {
  return status.todo.map((todo) => `${status.integration}: ${todoLine(status, todo, prefix)}`);
}

function todoLine(
  { integration, baseUrl, credentials }: IntegrationStatus,
  todo: Todo,
  prefix: string,
): string {
  switch (todo.kind) {
    case 'onboard':
      return `store its first credentials: ${commandLine(prefix, 'onboard', integration)}`;
    case 'replace': {
      const { credential, why } = todo;
      // A tag can hold more than what may be put into somebody's shell.
      const isSeveral = credentials.length > 1 && isCredentialName(credential);
      const which = isSeveral ? ['--name', credential] : [];
      const known = credentials.find(({ name }) => name === credential);
      const because =
        why === 'rejected'
          ? `Alation refuses "${credential}"`
          : `"${credential}" has ${known?.remainingLifetime ?? 'little'} left`;
      return (
        `${because}; make ${whereMade(baseUrl, [known?.kind ?? 'refresh-token'])} and store it: ` +
        commandLine(prefix, 'replace', integration, ...which)
      );
    }
    case 'look-up':
      return fixText(todo.code, prefix, integration);
    case 'doctor':
      return `see why the rotator does not run: ${commandLine(prefix, 'doctor')}`;
    case 'resume':
      return `go on when you are done: ${commandLine(prefix, 'resume', integration)}`;
  }
}

/** An instant for a table: `in 23 h`, `12 min ago`, `-`. */
export function when(ms: number | undefined, now: number): string {
  return ms === undefined ? '-' : fromNow(ms, now);
}
