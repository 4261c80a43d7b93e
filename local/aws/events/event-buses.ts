import * as z from 'zod/mini';
import { readNextToken, writeNextToken } from '../next-token.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { busExists, validationError } from './event-errors.ts';
import type { EventBus, EventStore } from './event-store.ts';

const busName = z.string().check(z.minLength(1), z.maxLength(256), z.regex(/^[/.\-_A-Za-z0-9]+$/));

const busMembers = ({ name, arn, description, createdAt }: EventBus): object => ({
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
    if (typeof start !== 'number') throw validationError('This server did not return the NextToken.');
    const end = start + (Limit ?? 100);
    return {
      EventBuses: found.slice(start, end).map(busMembers),
      NextToken: end < found.length ? writeNextToken([end]) : undefined,
    };
  };
}
