import type { AlertTopic } from '../../../functions/integration/ports.ts';
import type { EventSink, Log, RotatorEvent } from '../../../functions/integration/ports.ts';
import type { Invocation } from './invocation.ts';
import type { World } from './world.ts';

/** SNS for one invocation. */
export function topicPort({ observe }: World, invocation: Invocation): AlertTopic {
  return {
    publish(alert) {
      observe({ kind: 'alert-requested', invocation: invocation.id, alert });
      return invocation.call({ operation: 'alert' }, async () => {
        observe({ kind: 'alerted', invocation: invocation.id, alert });
      });
    },
  };
}

/**
 * EventBridge for one invocation. An unavailable bus counts as if it refused all events.
 *
 * @param deliver passes an event to the rules of the bus
 */
export function eventsPort(
  { observe }: World,
  invocation: Invocation,
  deliver: (event: RotatorEvent) => void,
): EventSink {
  return {
    async put(events) {
      try {
        return await invocation.call({ operation: 'events' }, async () => {
          for (const event of events) {
            observe({ kind: 'event', invocation: invocation.id, event });
            deliver(event);
          }
          return 0;
        });
      } catch {
        return events.length;
      }
    },
  };
}

/** The log of one invocation. */
export function logPort({ observe }: World, invocation: Invocation): Log {
  const line: Log['info'] = (event, fields) => {
    observe({ kind: 'log', invocation: invocation.id, event, fields });
  };
  return { info: line, warn: line, error: line };
}
