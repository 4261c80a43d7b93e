import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation, PartFault } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import type { CheckedEntry, PutEventsEntry } from './event-entry.ts';
import { checkedEntry, entryBytes, isComplete, putEventsEntry } from './event-entry.ts';
import { validationError } from './event-errors.ts';
import type { EventBus, EventStore } from './event-store.ts';

const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;

const putEventsRequest = z.object({
  Entries: z.array(putEventsEntry).check(z.minLength(1), z.maxLength(MAX_ENTRIES)),
  EndpointId: z.nullish(z.string()),
});

/**
 * One entry can fail while the other entries succeed, and the response is still 200. AWS accepts an event for a bus
 * that does not exist and loses it (https://github.com/aws/aws-sdk/issues/186). `fault` can return an error for any entry.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function putEvents(dependencies: ServiceDependencies, store: EventStore, fault: PartFault): Operation {
  const { ids } = dependencies;

  const put = (entry: PutEventsEntry): object => {
    try {
      const injected = fault({ service: 'events', operation: 'PutEventsEntry', secretIds: [] });
      if (injected !== undefined) throw injected;
      const checked = checkedEntry(entry);
      const id = ids.uuid('event');
      const bus = store.findBus(checked.busName);
      if (bus !== undefined) store.deliver(deliveryOf(dependencies, bus, id, checked));
      return { EventId: id };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { ErrorCode: error.code, ErrorMessage: error.message };
    }
  };

  return (input) => {
    const { Entries } = parseInput(putEventsRequest, input);
    const bytes = Entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    if (bytes >= MAX_BYTES) {
      throw validationError(
        `Total size of the entries in the request is over the limit: got ${bytes} bytes; allowed: fewer than ${MAX_BYTES}.`,
      );
    }
    if (!Entries.some(isComplete)) {
      throw validationError(
        'No entry has a Source, a DetailType and a Detail. Every event must have all three.',
      );
    }
    const results = Entries.map(put);
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  };
}

function deliveryOf(
  { clock, region, accountId }: ServiceDependencies,
  { name }: EventBus,
  id: string,
  { source, detailType, detail, resources, time }: CheckedEntry,
) {
  const at = new Date(time ?? clock.now()).toISOString();
  return {
    busName: name,
    event: {
      version: '0' as const,
      id,
      'detail-type': detailType,
      source,
      account: accountId,
      time: `${at.slice(0, 19)}Z`,
      region,
      resources,
      detail,
    },
  };
}
