import * as z from 'zod/mini';
import { readNextToken, writeNextToken } from '../next-token.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { busExists, validationError } from './event-errors.ts';
import type { EventBus, EventStore } from './event-store.ts';

const busName = z.string().check(z.minLength(1), z.maxLength(256), z.regex(/^[/.\-_A-Za-z0-9]+$/));
/** Name or ARN. */
const busNameOrArn = z.string().check(z.minLength(1), z.maxLength(1600));

const busAnswer = ({ name, arn, description, createdAt }: EventBus): object => ({
  Name: name,
  Arn: arn,
  Description: description,
  CreationTime: createdAt / 1000,
  LastModifiedTime: createdAt / 1000,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html */
export function createEventBus(store: EventStore): Operation {
  const createEventBusRequest = z.object({
    Name: busName,
    Description: z.nullish(z.string().check(z.maxLength(512))),
  });
  return (input) => {
    const { Name, Description } = parseInput(createEventBusRequest, input);
    if (store.buses.has(Name)) throw busExists(Name);
    const bus = store.addEventBus(Name, Description ?? undefined);
    return { EventBusArn: bus.arn, Description: bus.description };
  };
}

/** Deleting a bus that is not there is no error. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html */
export function deleteEventBus(store: EventStore): Operation {
  const deleteEventBusRequest = z.object({ Name: busName });
  return (input) => {
    const { Name } = parseInput(deleteEventBusRequest, input);
    if (Name === 'default') throw validationError('Cannot delete event bus default.');
    store.buses.delete(Name);
    return {};
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html */
export function describeEventBus(store: EventStore): Operation {
  const describeEventBusRequest = z.object({ Name: z.nullish(busNameOrArn) });
  return (input) => busAnswer(store.requireBus(parseInput(describeEventBusRequest, input).Name ?? undefined));
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export function listEventBuses(store: EventStore): Operation {
  const listEventBusesRequest = z.object({
    NamePrefix: z.nullish(busName),
    NextToken: z.nullish(z.string().check(z.minLength(1), z.maxLength(2048))),
    Limit: z.nullish(z.int().check(z.minimum(1), z.maximum(100))),
  });
  return (input) => {
    const { NamePrefix, NextToken, Limit } = parseInput(listEventBusesRequest, input);
    const found = [...store.buses.values()].filter(({ name }) => name.startsWith(NamePrefix ?? ''));
    const start = (NextToken ?? undefined) === undefined ? 0 : readNextToken(NextToken ?? '')?.[0];
    if (typeof start !== 'number') throw validationError('The NextToken is none that this server gave out.');
    const end = start + (Limit ?? 100);
    return {
      EventBuses: found.slice(start, end).map(busAnswer),
      NextToken: end < found.length ? writeNextToken([end]) : undefined,
    };
  };
}
