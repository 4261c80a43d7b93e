import * as z from 'zod/mini';
import { formatInstant } from '../../functions/integration/tag-fields.ts';
import { findStack } from '../aws/deployed-stack.ts';
import { readLog, type LogLine } from '../aws/read-log.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { MIN_CLOCK_OFFSET_MS, type Session } from '../session.ts';
import { table } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';
import { duration, instant } from '../../functions/warning/duration-text.ts';

/** Options of `events`. */
export interface EventsOptions {
  /** Span to search, in ms before now. */
  readonly sinceMs: number;
  /** Show at most this many rotations, the newest. */
  readonly limit: number;
  readonly logGroup?: string | undefined;
}

/** Names of the log lines about a rotation. */
const EVENTS = ['AccessTokenRotated', 'AccessTokenAdopted', 'RotationFailed'];

const text = z.optional(z.string());
/** The fields that are shown. */
const fields = z.object({
  integration: text,
  reason: text,
  credential: text,
  expiresAt: text,
  code: text,
  explanation: text,
  nextAttemptAt: text,
});
type Fields = z.infer<typeof fields>;

/**
 * Lists the last rotations from the rotator's log, including failed rotations.
 *
 * @throws CliError
 */
export async function events(
  session: Session,
  integration: string | undefined,
  { sinceMs, limit, logGroup }: EventsOptions,
): Promise<Report> {
  const { terminal, clock, prefix } = session;
  const { clients } =
    integration === undefined
      ? { clients: await session.aws() }
      : await requireIntegration(session, integration);
  const { group, found } = await terminal.during('Reading the log of the rotator', async () => {
    const where = logGroup ?? (await findStack(clients, prefix)).rotator.logGroup;
    const read = (since: number) =>
      readLog(clients.logs, {
        logGroup: where,
        events: EVENTS,
        since,
        limit,
        keep: (line) => integration === undefined || line.fields['integration'] === integration,
      });
    const since = clock.now() - sinceMs;
    const lines = await read(since);
    // The first response may have shown that this machine's clock is wrong. Then read the right span.
    const correctedSince = clock.now() - sinceMs;
    const isRightSpan = Math.abs(correctedSince - since) < MIN_CLOCK_OFFSET_MS;
    return { group: where, found: isRightSpan ? lines : await read(correctedSince) };
  });
  const shown = found.lines.map((line) => ({ line, known: fields.safeParse(line.fields).data ?? {} }));
  const { head, rows } = table(
    terminal.columns,
    ['TIME', 'INTEGRATION', 'EVENT', 'DETAILS'],
    shown.map(({ line, known }) => [
      instant(line.time),
      known.integration ?? '-',
      eventText(line),
      details(known),
    ]),
  );
  const again = ['events', ...(integration === undefined ? [] : [integration])];
  return {
    exitCode: ExitCode.done,
    json: {
      logGroup: group,
      complete: !found.cut,
      events: shown.map(({ line, known }) => ({
        time: formatInstant(line.time),
        event: line.event,
        ...known,
      })),
    },
    lines: [
      ...(shown.length === 0
        ? [`The log shows no rotation in the last ${duration(sinceMs)}.`]
        : [...head, ...rows.flat()]),
      ...(found.cut ? ['The log is too long: it was not searched to its end.'] : []),
    ],
    todo: [
      ...(shown.length === 0
        ? [`Search further back: ${commandLine(prefix, ...again, '--since', '7d')}`]
        : []),
      ...(found.cut ? [`Search a shorter time: ${commandLine(prefix, ...again, '--since', '60m')}`] : []),
    ],
  };
}

function eventText({ event }: LogLine): string {
  switch (event) {
    case 'AccessTokenRotated':
      return 'rotated';
    case 'AccessTokenAdopted':
      return 'adopted';
    default:
      return 'failed';
  }
}

function details({ code, explanation, reason, credential, expiresAt }: Fields): string {
  const parts =
    code === undefined
      ? [reason, credential && `from "${credential}"`, expiresAt && `expires ${expiryInstant(expiresAt)}`]
      : [[code, explanation].filter(Boolean).join(': ')];
  return parts.filter(Boolean).join(', ');
}

/** An instant of a log line in the format of the command. */
function expiryInstant(expiresAt: string): string {
  const ms = Date.parse(expiresAt);
  return Number.isNaN(ms) ? expiresAt : instant(ms);
}
