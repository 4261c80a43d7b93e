import { FilterLogEventsCommand, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod/mini';
import { askAws } from './ask-aws.ts';

/** One line of a function's log. */
export interface LogLine {
  /** Ms since the epoch. */
  readonly time: number;
  /** Name of the event. */
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const line = z.looseObject({ message: z.string() });

/** A search reads at most this many pages; a longer log is reported as cut. */
const MAX_PAGES = 200;

/** Result of a search. */
export interface LogLines {
  /** Oldest first. */
  readonly lines: readonly LogLine[];
  /** Whether the search stopped before the end of the log. */
  readonly cut: boolean;
}

/**
 * Reads the last lines with one of these events.
 *
 * @param search from `since` on, in ms since the epoch; at most `limit` lines that `keep` accepts
 * @throws CliError
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export async function readLog(
  client: CloudWatchLogsClient,
  search: {
    readonly logGroup: string;
    readonly events: readonly string[];
    readonly since: number;
    readonly limit: number;
    readonly keep?: (line: LogLine) => boolean;
  },
): Promise<LogLines> {
  const { logGroup, events, since, limit, keep = () => true } = search;
  let lines: LogLine[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const response = await askAws('logs:FilterLogEvents', logGroup, () =>
      client.send(
        new FilterLogEventsCommand({
          logGroupName: logGroup,
          startTime: since,
          // `?` matches any of the terms.
          filterPattern: events.map((event) => `?${event}`).join(' '),
          nextToken,
        }),
      ),
    );
    for (const { message, timestamp } of response.events ?? []) {
      const parsed = parseLine(message, timestamp);
      if (parsed !== undefined && events.includes(parsed.event) && keep(parsed)) lines.push(parsed);
    }
    lines = lines.sort((one, other) => one.time - other.time).slice(-limit);
    nextToken = response.nextToken || undefined;
    if (nextToken === undefined) return { lines, cut: false };
  }
  return { lines, cut: true };
}

/** Undefined for a line that the function did not write, such as Lambda's own. */
function parseLine(message = '', timestamp = 0): LogLine | undefined {
  try {
    const parsed = line.safeParse(JSON.parse(message));
    return parsed.success ? { time: timestamp, event: parsed.data.message, fields: parsed.data } : undefined;
  } catch {
    return undefined;
  }
}
