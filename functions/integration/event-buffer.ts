import type { EventSink, Log, RotatorEvent } from './ports.ts';

/** What PutEvents takes in one call. */
const BATCH = 10;

/** Collects events and sends them ten at a time. */
export interface EventBuffer {
  add(events: readonly RotatorEvent[]): Promise<void>;
  flush(): Promise<void>;
}

/**
 * Events are a bonus to what the tags say, so a refused one is logged by its detail-type and lost, and no rotation
 * fails for it.
 */
export function eventBuffer(sink: EventSink, log: Log): EventBuffer {
  let waiting: RotatorEvent[] = [];
  const send = async (batch: readonly RotatorEvent[]) => {
    const refused = await sink.put(batch);
    if (refused > 0) {
      const detailTypes = [...new Set(batch.map((event) => event.detailType))];
      log.warn('EventsRefused', { refused, of: batch.length, detailTypes });
    }
  };
  return {
    async add(events) {
      waiting.push(...events);
      while (waiting.length >= BATCH) {
        const batch = waiting.slice(0, BATCH);
        waiting = waiting.slice(BATCH);
        await send(batch);
      }
    },
    async flush() {
      const batch = waiting;
      waiting = [];
      if (batch.length > 0) await send(batch);
    },
  };
}
