import { listIntegrations } from '../aws/list-integrations.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { integrationStatus, type IntegrationStatus } from '../status/integration-status.ts';
import { statusJson } from '../status/status-json.ts';
import { credentialWords, stateWords, todoLines, when } from '../status/status-text.ts';
import { layout } from '../terminal/layout.ts';
import type { Style, Terminal } from '../terminal/terminal.ts';
import { fromNow, instant } from '../../functions/warning/duration-text.ts';

/** Options of `status`. */
export interface StatusOptions {
  /** A refresh token with fewer days left needs a person. */
  readonly soonDays: number;
}

/**
 * How every integration fares, or one. Reads tags and labels, never a value. A listing of all may be minutes old; one
 * integration alone is read as it is.
 *
 * @throws CliError
 */
export async function status(
  session: Session,
  integration: string | undefined,
  { soonDays }: StatusOptions,
): Promise<Report> {
  const { terminal, prefix, clock } = session;
  const listed = await terminal.during('Reading the state of the integrations', async () =>
    integration === undefined
      ? listIntegrations((await session.aws()).secretsManager, prefix)
      : [(await requireIntegration(session, integration)).listed],
  );
  const now = clock.now();
  const statuses = listed.map((one) => integrationStatus(one, now, soonDays));
  // None at all is a wrong prefix, Region or account more often than an empty one, and a script must not call it well.
  const needsPerson = statuses.length === 0 || statuses.some((one) => one.needsPerson);
  return {
    exitCode: needsPerson ? ExitCode.needsPerson : ExitCode.done,
    json: { needsPerson, integrations: statuses.map((one) => statusJson(one, prefix)) },
    lines: statuses.length === 0 ? nothing(prefix) : lines(terminal, statuses, prefix, now),
  };
}

function lines(
  terminal: Terminal,
  statuses: readonly IntegrationStatus[],
  prefix: string,
  now: number,
): readonly string[] {
  const header = [
    'INTEGRATION',
    'ACCESS TOKEN EXPIRES',
    'CREDENTIALS',
    'LAST ROTATION',
    'NEXT ATTEMPT',
    'STATE',
  ];
  const { head, rows } = layout(
    terminal.columns,
    header,
    statuses.map((one) => [
      one.integration,
      expiryCell(one, now),
      one.credentials.map(credentialWords).join(', ') || '-',
      when(one.lastRotation, now),
      nextCell(one, now),
      stateWords(one),
    ]),
  );
  const todo = statuses.flatMap((one) => todoLines(one, prefix));
  return [
    ...head.map((line) => terminal.style('bold', line)),
    ...rows.flatMap((row, index) => row.map((line) => terminal.style(styleOf(statuses[index]), line))),
    ...(statuses.some((one) => nextCell(one, now).startsWith('about')) ? ['', ABOUT] : []),
    '',
    ...(todo.length === 0
      ? ['Nothing is to be done.']
      : [terminal.style('bold', 'What to do now'), ...todo.map((line) => `  ${line}`)]),
  ];
}

function styleOf(one: IntegrationStatus | undefined): Style {
  if (one?.needsPerson) return one.state === 'fresh' ? 'yellow' : 'red';
  return one?.state === 'fresh' ? 'green' : 'yellow';
}

function expiryCell({ accessToken }: IntegrationStatus, now: number): string {
  return accessToken === undefined
    ? '-'
    : `${instant(accessToken.expiresAt)} (${fromNow(accessToken.expiresAt, now)})`;
}

/** What is past is due at the next tick, whenever that is. */
function nextCell({ nextAttempt, nextAttemptSource }: IntegrationStatus, now: number): string {
  if (nextAttempt !== undefined && nextAttempt <= now) return 'next tick';
  return `${nextAttemptSource === 'default-settings' ? 'about ' : ''}${when(nextAttempt, now)}`;
}

const ABOUT =
  'The next attempt is about right with the default settings; another renewalFraction or rotationIntervalMinutes moves it.';

function nothing(prefix: string): readonly string[] {
  return [
    `No integration is deployed under the prefix "${prefix}".`,
    'Check --prefix, --region and the account, or add one under "integrations" in cdk.json and deploy.',
  ];
}
