import type { Environment, PartFault, Service } from '../operation.ts';
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from './event-buses.ts';
import type { EventStore } from './event-store.ts';
import { listRules, listTargetsByRule } from './event-rules.ts';
import { putEvents } from './put-events.ts';

/** EventBridge on a store. Events are kept to be looked at and go to in-process listeners. */
export function eventBridge(environment: Environment, store: EventStore, fault: PartFault): Service {
  return {
    name: 'events',
    operations: new Map([
      ['CreateEventBus', createEventBus(store)],
      ['DeleteEventBus', deleteEventBus(store)],
      ['DescribeEventBus', describeEventBus(store)],
      ['ListEventBuses', listEventBuses(store)],
      ['ListRules', listRules(environment, store)],
      ['ListTargetsByRule', listTargetsByRule(store)],
      ['PutEvents', putEvents(environment, store, fault)],
    ]),
  };
}
