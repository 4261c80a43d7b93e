import type { ServiceDependencies, PartFault, Service } from '../operation.ts';
import { createEventBus, listEventBuses } from './event-buses.ts';
import type { EventStore } from './event-store.ts';
import { listRules, listTargetsByRule } from './event-rules.ts';
import { putEvents } from './put-events.ts';

/** EventBridge. The store keeps the events. Only listeners in this process receive the events. */
export function eventBridge(dependencies: ServiceDependencies, store: EventStore, fault: PartFault): Service {
  return {
    name: 'events',
    operations: new Map([
      ['CreateEventBus', createEventBus(store)],
      ['ListEventBuses', listEventBuses(store)],
      ['ListRules', listRules(dependencies, store)],
      ['ListTargetsByRule', listTargetsByRule(store)],
      ['PutEvents', putEvents(dependencies, store, fault)],
    ]),
  };
}
