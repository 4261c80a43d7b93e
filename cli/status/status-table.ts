import { duration } from '../../functions/warning/duration-text.ts';
import { table, type TableLines } from '../terminal/table.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { IntegrationStatus } from './integration-status.ts';
import { credentialStem } from '../credentials/credential-name.ts';
import { credentialText, nextAttemptText, when } from './status-text.ts';

/** A column of the list. */
interface Column {
  readonly label: string;
  readonly cell: (status: IntegrationStatus, now: number) => string;
}

const integration: Column = { label: 'INTEGRATION', cell: (one) => one.integration };
const state: Column = { label: 'STATE', cell: (one) => one.state };
const accessToken: Column = {
  label: 'ACCESS TOKEN',
  cell: (one, now) => {
    if (one.accessToken === undefined) return '-';
    const { expiresAt } = one.accessToken;
    return expiresAt > now ? `${duration(expiresAt - now)} left` : `expired ${when(expiresAt, now)}`;
  },
};
/** The most urgent credentials: `b rejected, a 12 days`. */
const credentials: Column = { label: 'CREDENTIALS', cell: (one) => credentialsCell(one, 2) };
const oneCredential: Column = { label: 'CREDENTIALS', cell: (one) => credentialsCell(one, 1) };
const lastRotation: Column = { label: 'LAST ROTATION', cell: (one, now) => when(one.lastRotation, now) };
const nextAttempt: Column = { label: 'NEXT ATTEMPT', cell: nextAttemptText };

const SHORTEST_NAME = 12;

/**
 * The integrations, a line each. A narrow terminal shows fewer columns and shorter names: the single status of an
 * integration shows everything.
 *
 * @param width of the terminal; undefined for a file or a pipe, which takes any width
 */
export function statusTable(
  width: number | undefined,
  statuses: readonly IntegrationStatus[],
  now: number,
): TableLines {
  const needed = [integration, state, accessToken, credentials];
  const fewest = [integration, state, accessToken, oneCredential];
  const choices = [[...needed, nextAttempt, lastRotation], [...needed, nextAttempt], needed, fewest];
  const render = (columns: readonly Column[]) =>
    table(
      undefined,
      columns.map(({ label }) => label),
      statuses.map((one) => columns.map(({ cell }) => cell(one, now))),
    );
  const excess = (lines: TableLines) =>
    Math.max(...[...lines.head, ...lines.rows.flat()].map((line) => line.length)) - (width ?? Infinity);
  const tables = choices.map(render);
  const fitting = tables.find((lines) => excess(lines) <= 0);
  if (fitting !== undefined) return fitting;
  const longest = Math.max(...statuses.map((one) => one.integration.length));
  const length = Math.max(SHORTEST_NAME, longest - excess(render(fewest)));
  return render([{ ...integration, cell: (one) => cut(one.integration, length) }, ...fewest.slice(1)]);
}

/** The most urgent credentials and the number of the others. A name is shown without `<integration>-` at its beginning. */
function credentialsCell({ integration: name, credentials: all }: IntegrationStatus, most: number): string {
  const shown = all
    .toSorted((one, other) => urgency(one) - urgency(other))
    .slice(0, most)
    .map((one) => credentialText({ ...one, name: one.name.replace(credentialStem(name), '') }));
  return [...shown, ...(all.length > most ? [`${all.length - most} more`] : [])].join(', ') || '-';
}

function urgency({ state: known, expiresAt }: CredentialStatus): number {
  if (known === 'rejected' || known === 'forbidden') return 0;
  return expiresAt ?? Number.MAX_SAFE_INTEGER;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
