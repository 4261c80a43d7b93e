import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod/mini';
import type { Clients } from './account.ts';

/** A line of a function's log. */
export type LogLine = Record<string, unknown>;

const line = z.record(z.string(), z.unknown());

/** The JSON lines of a log since an instant (ms since the epoch). */
export async function logLines(
  { logs }: Clients,
  logGroupName: string,
  since = 0,
): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new FilterLogEventsCommand({ logGroupName, startTime: since, nextToken }));
    for (const { message = '' } of page.events ?? []) {
      if (message.startsWith('{')) lines.push(line.parse(JSON.parse(message)));
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
}
