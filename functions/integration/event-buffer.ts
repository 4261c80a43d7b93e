import type { EventSink, Log, RotatorEvent } from './ports.ts';

/** With this many events, the buffer sends them: few enough for the memory, and enough to fill requests. */
const CAPACITY = 100;

/** Collects events, so that few requests send many of them. */
export interface EventBuffer {
  /** Adds events, and sends everything when the buffer is full. */
  add(events: readonly RotatorEvent[]): Promise<void>;
  /** Sends everything, and returns how many events were refused so far. */
  flush(): Promise<number>;
}

/**
 * A buffer that bounds the memory for events. A refused event fails no rotation, because the state is in the tags. If
 * events are refused, the buffer logs their number and the detail-types of all events that it tried to send with them.
 */
export function eventBuffer(sink: EventSink, log: Log): EventBuffer {
  let buffered: RotatorEvent[] = [];
  let refusedSoFar = 0;
  const flush = async () => {
    const events = buffered;
    buffered = [];
    const refused = await sink.put(events);
    refusedSoFar += refused;
    if (refused > 0) {
      const detailTypes = [...new Set(events.map((event) => event.detailType))];
      log.error('EventsRefused', { refused, of: events.length, detailTypes });
    }
    return refusedSoFar;
  };
  return {
    async add(events) {
      buffered.push(...events);
      if (buffered.length >= CAPACITY) await flush();
    },
    flush,
  };
}
