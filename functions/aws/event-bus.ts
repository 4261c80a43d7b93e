import {
  PutEventsCommand,
  type EventBridgeClient,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import pLimit from 'p-limit';
import { EventSource } from '../contract.ts';
import type { Clock, EventSink, RotatorEvent } from '../integration/ports.ts';
import { eventBatches } from './event-batches.ts';

/** `detail.version` of every event. A contributor raises it when a field changes its meaning or is removed. */
const DETAIL_VERSION = '1';

const CONCURRENT_REQUESTS = 4;

/** Transient errors of an entry. EventBridge would refuse an entry with any other error again. */
const transientCodes = new Set<string | undefined>([
  'InternalFailure',
  'InternalException',
  'ThrottlingException',
]);

/** The dependencies of an `EventSink` on EventBridge. */
export interface EventSinkOptions {
  /** Made with `clientSettings`. */
  readonly client: EventBridgeClient;
  /** Name or ARN of the event bus. */
  readonly eventBusName: string;
  /** Sets the time of the events. Without a clock, EventBridge sets the time. */
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * The `EventSink` on Amazon EventBridge. A PutEvents with status 200 may still refuse single entries
 * (`FailedEntryCount`). An entry with a transient error is sent once more. `put` never throws: if a request fails, all
 * its entries count as refused. IAM: events:PutEvents on the bus.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function createEventSink({ client, eventBusName, clock }: EventSinkOptions): EventSink {
  const entryOf = ({ detailType, detail }: RotatorEvent): PutEventsRequestEntry => ({
    EventBusName: eventBusName,
    Source: EventSource,
    DetailType: detailType,
    Detail: JSON.stringify({ ...detail, version: DETAIL_VERSION }),
    ...(clock === undefined ? {} : { Time: new Date(clock.now()) }),
  });
  return {
    async put(events) {
      const { batches, tooBig } = eventBatches(events.map(entryOf));
      const limit = pLimit(CONCURRENT_REQUESTS);
      const refused = await Promise.all(batches.map((batch) => limit(() => putBatch(client, batch))));
      return refused.reduce((sum, count) => sum + count, tooBig.length);
    },
  };
}

/** Sends one batch and returns how many of its entries were refused. */
async function putBatch(client: EventBridgeClient, batch: readonly PutEventsRequestEntry[]): Promise<number> {
  const refused = await refusedEntries(client, batch);
  const transient = refused.filter(({ code }) => transientCodes.has(code)).map(({ entry }) => entry);
  if (transient.length === 0) return refused.length;
  const refusedAgain = await refusedEntries(client, transient);
  return refused.length - transient.length + refusedAgain.length;
}

interface RefusedEntry {
  readonly entry: PutEventsRequestEntry;
  /** Undefined if the whole request failed. The SDK has already retried a transient failure. */
  readonly code: string | undefined;
}

async function refusedEntries(
  client: EventBridgeClient,
  batch: readonly PutEventsRequestEntry[],
): Promise<RefusedEntry[]> {
  try {
    // The results have the order of the entries.
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...batch] }));
    return batch
      .map((entry, index) => ({ entry, result: Entries[index] }))
      .filter(({ result }) => result?.EventId === undefined)
      .map(({ entry, result }) => ({ entry, code: result?.ErrorCode }));
  } catch {
    return batch.map((entry) => ({ entry, code: undefined }));
  }
}
