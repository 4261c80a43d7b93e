import * as z from 'zod/mini';
import { formatInstant } from '../../functions/integration/tag-fields.ts';
import { findStack } from '../aws/deployed-stack.ts';
import { readLog, type LogLine } from '../aws/read-log.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { SKEW_TOLERANCE_MS, type Session } from '../session.ts';
import { layout } from '../terminal/layout.ts';
import { duration, instant } from '../../functions/warning/duration-text.ts';

/** Options of `events`. */
export interface EventsOptions {
  /** How far back, ms. */
  readonly sinceMs: number;
  /** The newest of them. */
  readonly limit: number;
  readonly logGroup?: string | undefined;
}

/** Lines of the rotator's log that tell of a rotation. */
const EVENTS = ['AccessTokenRotated', 'AccessTokenAdopted', 'RotationFailed'];

const text = z.optional(z.string());
/** The fields that are shown; whatever else a line holds is not. */
const fields = z.object({
  integration: text,
  reason: text,
  credential: text,
  expiresAt: text,
  code: text,
  explanation: text,
  nextAttemptAt: text,
});

/**
 * The last rotations from the rotator's log, those that failed included.
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
    // What time it is at AWS may be known only from the first answer: then that was another span.
    const moved = Math.abs(clock.now() - sinceMs - since);
    return { group: where, found: moved < SKEW_TOLERANCE_MS ? lines : await read(clock.now() - sinceMs) };
  });
  const shown = found.lines.map((line) => ({ line, told: fields.safeParse(line.fields).data ?? {} }));
  const { head, rows } = layout(
    terminal.columns,
    ['TIME', 'INTEGRATION', 'WHAT', 'DETAIL'],
    shown.map(({ line, told }) => [instant(line.time), told.integration ?? '-', what(line), detail(told)]),
  );
  return {
    exitCode: ExitCode.done,
    json: {
      logGroup: group,
      complete: !found.cut,
      events: shown.map(({ line, told }) => ({ time: formatInstant(line.time), event: line.event, ...told })),
    },
    lines:
      shown.length === 0
        ? [`No rotation in the last ${duration(sinceMs)}. Look further back: --since 7d`]
        : [
            ...head,
            ...rows.flat(),
            ...(found.cut ? ['The log is too long to be searched to its end: narrow it with --since.'] : []),
          ],
  };
}

function what({ event }: LogLine): string {
  switch (event) {
    case 'AccessTokenRotated':
      return 'rotated';
    case 'AccessTokenAdopted':
      return 'adopted';
    default:
      return 'failed';
  }
}

function detail(told: z.infer<typeof fields>): string {
  if (told.code !== undefined) {
    return [told.code, told.explanation].filter((part) => part !== undefined).join(': ');
  }
  return [
    told.reason,
    told.credential && `from "${told.credential}"`,
    told.expiresAt && `until ${untilWords(told.expiresAt)}`,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

/** An instant of a log line as all others are shown. */
function untilWords(expiresAt: string): string {
  const ms = Date.parse(expiresAt);
  return Number.isNaN(ms) ? expiresAt : instant(ms);
}
