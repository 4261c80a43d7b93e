import { listIntegrations } from '../aws/list-integrations.ts';
import { whereItLooked } from '../aws/where-it-looked.ts';
import { ExitCode } from '../exit-code.ts';
import type { Line, Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import type { Session } from '../session.ts';
import { integrationStatus, type IntegrationStatus } from '../status/integration-status.ts';
import { renewalsLine, renewalText } from '../status/renewal-text.ts';
import { statusJson } from '../status/status-json.ts';
import { statusPage } from '../status/status-page.ts';
import { statusTable } from '../status/status-table.ts';
import {
  credentialText,
  hasSteps,
  nextAttemptText,
  stateText,
  todoLines,
  when,
} from '../status/status-text.ts';
import { mostUrgentFirst } from '../status/urgency.ts';
import { writeStatusPage } from '../status/write-status-page.ts';
import { pairs } from '../terminal/table.ts';
import type { Style } from '../terminal/terminal.ts';
import { fromNow, instant } from '../../functions/warning/duration-text.ts';

/** Options of `status`. */
export interface StatusOptions {
  /** An operator must replace a refresh token with fewer days left. */
  readonly soonDays: number;
  /** File for a page with pictures; undefined for no page. */
  readonly html?: string | undefined;
}

/**
 * Shows the state of every integration, the most urgent first, or everything about one integration.
 * Reads tags and labels, never a value. The list of all integrations may be minutes old; the state of a single
 * integration is current.
 *
 * @throws CliError
 */
export async function status(
  session: Session,
  integration: string | undefined,
  { soonDays, html }: StatusOptions,
): Promise<Report> {
  const { terminal, prefix, clock } = session;
  const listed = await terminal.during('Reading the state of the integrations', async () =>
    integration === undefined
      ? listIntegrations((await session.aws()).secretsManager, prefix)
      : [(await requireIntegration(session, integration)).listed],
  );
  const now = clock.now();
  const statuses = mostUrgentFirst(listed.map((one) => integrationStatus(one, now, soonDays)));
  const [first] = statuses;
  const page =
    html === undefined || statuses.length === 0
      ? undefined
      : await writeStatusPage(html, statusPage(statuses, { prefix, now }));
  // No integration usually means a wrong prefix, Region or account, so a script must not treat this as success.
  const needsPerson = statuses.length === 0 || statuses.some((one) => one.needsPerson);
  return {
    exitCode: needsPerson ? ExitCode.needsPerson : ExitCode.done,
    json: { needsPerson, integrations: statuses.map((one) => statusJson(one, prefix)), html: page ?? null },
    ...(statuses.length === 0
      ? await noIntegration(session)
      : {
          lines: [
            ...(integration !== undefined && first !== undefined
              ? singleLines(first, now)
              : listLines(terminal.columns, statuses, now)),
            ...(page === undefined ? [] : [`Wrote ${page}`]),
          ],
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

function listLines(
  columns: number | undefined,
  statuses: readonly IntegrationStatus[],
  now: number,
): readonly Line[] {
  const { head, rows } = statusTable(columns, statuses, now);
  const renewals = renewalsLine(statuses, now);
  return [
    ...head.map((text): Line => ({ text, style: 'bold' })),
    ...rows.flatMap((row, index) => row.map((text): Line => ({ text, style: styleOf(statuses[index]) }))),
    '',
    ...statuses
      .filter(({ state }) => state !== 'fresh')
      .map((one) => `${one.integration}: ${stateText(one)}`),
    ...(renewals === undefined ? [] : [renewals]),
    ...nothingToDo(statuses),
  ];
}

function singleLines(one: IntegrationStatus, now: number): readonly Line[] {
  const next = nextAttemptLine(one, now);
  const renewal = renewalText(one, now);
  const style = styleOf(one);
  return [
    { text: one.integration, style },
    ...pairs([
      ['State', stateText(one)],
      ['Access token expires', expiryText(one, now)],
      ['Credentials', one.credentials.map(credentialText).join(', ') || '-'],
      ...(renewal === undefined ? [] : [['Renewal', renewal] as const]),
      ['Last rotation', when(one.lastRotation, now)],
      ['Next attempt', next],
    ]).map((text): Line => ({ text, style })),
    ...(next.includes('about') ? ['', ABOUT] : []),
    '',
    ...nothingToDo([one]),
  ];
}

/** `in 4 min: verifies the access token; next rotation in about 9 h` after a requested rotation failed, else only `in 4 min`. */
function nextAttemptLine(one: IntegrationStatus, now: number): string {
  const next = nextAttemptText(one, now);
  if (one.nextRotation === undefined) return next;
  const rotation = when(one.nextRotation, now).replace(/^in /, 'in about ');
  return `${next}: verifies the access token; next rotation ${rotation}`;
}

function nothingToDo(statuses: readonly IntegrationStatus[]): readonly Line[] {
  return statuses.some(hasSteps) ? [] : ['Nothing to do.'];
}

function styleOf(one: IntegrationStatus | undefined): Style {
  if (one?.needsPerson) return one.state === 'fresh' ? 'yellow' : 'red';
  return one?.state === 'fresh' ? 'green' : 'yellow';
}

function expiryText({ accessToken }: IntegrationStatus, now: number): string {
  return accessToken === undefined
    ? '-'
    : `${instant(accessToken.expiresAt)} (${fromNow(accessToken.expiresAt, now)})`;
}

const ABOUT =
  '"about": computed with the default settings. With another renewalFraction or rotationIntervalMinutes the next rotation ' +
  'is at another time.';
