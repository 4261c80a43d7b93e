import { listIntegrations } from '../aws/list-integrations.ts';
import { whereItLooked } from '../aws/where-it-looked.ts';
import { ExitCode } from '../exit-code.ts';
import type { Line, Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { integrationStatus, type IntegrationStatus } from '../status/integration-status.ts';
import { statusJson } from '../status/status-json.ts';
import { credentialText, stateText, todoLines, when } from '../status/status-text.ts';
import { table } from '../terminal/table.ts';
import type { Style } from '../terminal/terminal.ts';
import { fromNow, instant } from '../../functions/warning/duration-text.ts';

/** Options of `status`. */
export interface StatusOptions {
  /** An operator must replace a refresh token with fewer days left. */
  readonly soonDays: number;
}

/**
 * Shows the state of every integration, or of one. It reads tags and labels, never a value. The listing of all may be
 * minutes old; the state of a single integration is current.
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
  // No integration usually means a wrong prefix, Region or account, so a script must not treat it as success.
  const needsPerson = statuses.length === 0 || statuses.some((one) => one.needsPerson);
  return {
    exitCode: needsPerson ? ExitCode.needsPerson : ExitCode.done,
    json: { needsPerson, integrations: statuses.map((one) => statusJson(one, prefix)) },
    ...(statuses.length === 0
      ? await noIntegration(session)
      : {
          lines: statusLines(terminal.columns, statuses, now),
          todo: statuses.flatMap((one) => todoLines(one, prefix)),
        }),
  };
}

async function noIntegration(session: Session): Promise<Pick<Report, 'lines' | 'todo'>> {
  const where = await whereItLooked(await session.aws());
  return {
    lines: [`No integration is deployed under the prefix "${session.prefix}" ${where}.`],
    todo: [
      'Check --prefix, --region and the AWS account',
      'To add an integration, list it under "integrations" in cdk.json and deploy (npx cdk deploy)',
    ],
  };
}

function statusLines(
  columns: number | undefined,
  statuses: readonly IntegrationStatus[],
  now: number,
): readonly Line[] {
  const header = [
    'INTEGRATION',
    'ACCESS TOKEN EXPIRES',
    'CREDENTIALS',
    'LAST ROTATION',
    'NEXT ATTEMPT',
    'STATE',
  ];
  const { head, rows } = table(
    columns,
    header,
    statuses.map((one) => [
      one.integration,
      expiryCell(one, now),
      one.credentials.map(credentialText).join(', ') || '-',
      when(one.lastRotation, now),
      nextCell(one, now),
      stateText(one),
    ]),
  );
  return [
    ...head.map((text): Line => ({ text, style: 'bold' })),
    ...rows.flatMap((row, index) => row.map((text): Line => ({ text, style: styleOf(statuses[index]) }))),
    ...(statuses.some((one) => nextCell(one, now).startsWith('about')) ? ['', ABOUT] : []),
    '',
    ...(statuses.every((one) => one.todo.length === 0) ? ['Nothing to do.'] : []),
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

function nextCell({ nextAttempt, nextAttemptSource }: IntegrationStatus, now: number): string {
  if (nextAttempt !== undefined && nextAttempt <= now) return 'next sweep';
  return `${nextAttemptSource === 'default-settings' ? 'about ' : ''}${when(nextAttempt, now)}`;
}

const ABOUT =
  '"about": computed with the default settings. With another renewalFraction or rotationIntervalMinutes the next attempt ' +
  'is at another time.';
