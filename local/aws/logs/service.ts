import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { readNextToken, writeNextToken } from '../next-token.ts';
import type { Operation, Service } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { filterPattern } from './filter-pattern.ts';
import type { LogStore } from './log-store.ts';

/** CloudWatch Logs, for searching logs. */
export function cloudWatchLogs(store: LogStore): Service {
  return { name: 'logs', operations: new Map([['FilterLogEvents', filterLogEvents(store)]]) };
}

const MAX_EVENTS = 10_000;

const filterLogEventsRequest = z.object({
  logGroupName: z.string(),
  startTime: z.nullish(z.number()),
  endTime: z.nullish(z.number()),
  filterPattern: z.nullish(z.string().check(z.maxLength(1024))),
  limit: z.nullish(z.int().check(z.minimum(1), z.maximum(MAX_EVENTS))),
  nextToken: z.nullish(z.string()),
});

const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
function filterLogEvents(store: LogStore): Operation {
  return (input) => {
    const request = parseInput(filterLogEventsRequest, input);
    const events = store.groups.get(request.logGroupName);
    if (events === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    const matches = filterPattern(request.filterPattern ?? '');
    if (matches === undefined) throw invalidParameter('This server supports only filter patterns of terms.');
    const from = request.startTime ?? Number.NEGATIVE_INFINITY;
    const to = request.endTime ?? Number.POSITIVE_INFINITY;
    const found = events.filter(
      ({ timestamp, message }) => timestamp >= from && timestamp <= to && matches(message),
    );
    const start =
      (request.nextToken ?? undefined) === undefined ? 0 : readNextToken(request.nextToken ?? '')?.[0];
    if (typeof start !== 'number') throw invalidParameter('The specified nextToken is invalid.');
    const end = start + (request.limit ?? MAX_EVENTS);
    return {
      events: found.slice(start, end).map(({ timestamp, message }, index) => ({
        eventId: String(start + index),
        logStreamName: 'local',
        timestamp,
        ingestionTime: timestamp,
        message,
      })),
      nextToken: end < found.length ? writeNextToken([end]) : undefined,
    };
  };
}
