import type { ServiceDependencies } from '../operation.ts';
import { busNotFound } from './event-errors.ts';

/** An event bus. */
export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  /** Ms since the epoch. */
  readonly createdAt: number;
}

/** An event as rules and targets receive it. https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 without fractions of a second, e.g. `2026-11-24T00:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event and its bus. */
export interface DeliveredEvent {
  readonly busName: string;
  readonly event: BusEvent;
}

/** A rule of a bus. This server starts no target: the code that runs the targets listens to the events. */
export interface EventRule {
  readonly busName: string;
  readonly name: string;
  /** The pattern as JSON text. */
  readonly eventPattern: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly targetArns: readonly string[];
}

/** Buses and events. */
export interface EventStore {
  /** By name; `default` always exists. */
  readonly buses: Map<string, EventBus>;
  readonly events: DeliveredEvent[];
  readonly rules: EventRule[];
  /** Creates a bus unless it exists, and returns it. */
  addEventBus(name: string, description?: string): EventBus;
  /** Finds a bus by name or ARN; the bus `default` if omitted. */
  findBus(nameOrArn: string | undefined): EventBus | undefined;
  /** Like `findBus`, but throws ResourceNotFoundException. */
  requireBus(nameOrArn: string | undefined): EventBus;
  /** Calls the listener for each event from now on; returns a function that removes the listener. */
  onEvent(listener: (delivered: DeliveredEvent) => void): () => void;
  /** Stores an event and calls the listeners. */
  deliver(delivered: DeliveredEvent): void;
}

const DEFAULT_BUS = 'default';

/** Creates a store with the default bus only. */
export function eventStore({ clock, region, accountId }: ServiceDependencies): EventStore {
  const buses = new Map<string, EventBus>();
  const events: DeliveredEvent[] = [];
  const listeners = new Set<(delivered: DeliveredEvent) => void>();

  const addEventBus = (name: string, description?: string): EventBus => {
    const bus = buses.get(name) ?? {
      name,
      arn: `arn:aws:events:${region}:${accountId}:event-bus/${name}`,
      description,
      createdAt: clock.now(),
    };
    buses.set(name, bus);
    return bus;
  };
  addEventBus(DEFAULT_BUS);

  const findBus = (nameOrArn: string = DEFAULT_BUS): EventBus | undefined => {
    if (!nameOrArn.startsWith('arn:')) return buses.get(nameOrArn);
    const bus = buses.get(nameOrArn.slice(nameOrArn.indexOf('/') + 1));
    return bus?.arn === nameOrArn ? bus : undefined;
  };

  return {
    buses,
    events,
    rules: [],
    addEventBus,
    findBus,
    requireBus: (nameOrArn) => {
      const bus = findBus(nameOrArn);
      if (bus === undefined) throw busNotFound(nameOrArn ?? DEFAULT_BUS);
      return bus;
    },
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deliver: (delivered) => {
      events.push(delivered);
      for (const listener of listeners) listener(delivered);
    },
  };
}
