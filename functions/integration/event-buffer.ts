import type { EventSink, Log, RotatorEvent } from './ports.ts';

/** Maximum number of buffered events: small for the memory, large enough to fill the sink's requests. */
const CAPACITY = 100;

/** Collects events, so that few requests send many of them. */
export interface EventBuffer {
  /** Adds events, and sends everything when the buffer is full. */
  add(events: readonly RotatorEvent[]): Promise<void>;
  /** Sends everything. */
  flush(): Promise<void>;
}

/**
 * A buffer that bounds the memory for events. No rotation fails for a refused event, because the state is in the tags:
 * the buffer logs how many events of which detail-types were refused.
 */
export function eventBuffer(sink: EventSink, log: Log): EventBuffer {
  let buffered: RotatorEvent[] = [];
  const flush = async () => {
    const events = buffered;
    buffered = [];
    const refused = await sink.put(events);
    if (refused === 0) return;
    const detailTypes = [...new Set(events.map((event) => event.detailType))];
    log.warn('EventsRefused', { refused, of: events.length, detailTypes });
  };
  return {
    async add(events) {
      buffered.push(...events);
      if (buffered.length >= CAPACITY) await flush();
    },
    flush,
  };
}
