import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** Maximum number of entries per PutEvents. */
const MAX_ENTRIES = 10;
/** Maximum total size of the entries of one PutEvents, in bytes. */
const MAX_BYTES = 262_144;

/** Entries in batches that each fit into one PutEvents, and the entries that are too big for any PutEvents. */
export interface EventBatches {
  readonly batches: readonly (readonly PutEventsRequestEntry[])[];
  readonly tooBig: readonly PutEventsRequestEntry[];
}

/**
 * Splits entries into batches in their order.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
 */
export function eventBatches(entries: readonly PutEventsRequestEntry[]): EventBatches {
  const batches: PutEventsRequestEntry[][] = [];
  const tooBig: PutEventsRequestEntry[] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const size = entrySize(entry);
    if (size > MAX_BYTES) {
      tooBig.push(entry);
      continue;
    }
    const last = batches.at(-1);
    if (last === undefined || last.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return { batches, tooBig };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function entrySize({ Time, Source, DetailType, Detail }: PutEventsRequestEntry): number {
  const text = `${Source ?? ''}${DetailType ?? ''}${Detail ?? ''}`;
  return (Time === undefined ? 0 : 14) + Buffer.byteLength(text);
}
