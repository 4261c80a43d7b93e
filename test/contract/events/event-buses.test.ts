import { CreateEventBusCommand, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import { connectToPeer, contractTest, errorName, uniqueName } from '../peer.ts';

const { eventBridge } = await connectToPeer();

const create = (Name: string) => eventBridge.send(new CreateEventBusCommand({ Name }));

contractTest('the default bus exists from the beginning', async () => {
  const { EventBuses } = await eventBridge.send(new ListEventBusesCommand({ NamePrefix: 'default' }));
  expect(EventBuses?.map(({ Arn }) => Arn)).toEqual([
    expect.stringMatching(/^arn:aws:events:us-east-1:\d{12}:event-bus\/default$/),
  ]);
});

contractTest('a bus cannot be created twice', async () => {
  const name = uniqueName();
  await create(name);
  expect(await errorName(create(name))).toBe('ResourceAlreadyExistsException');
});

contractTest('buses are listed by name prefix, in pages', async () => {
  const prefix = uniqueName();
  for (const name of ['a', 'b', 'c']) await create(`${prefix}.${name}`);
  const names: string[] = [];
  const pages: number[] = [];
  let token: string | undefined;
  do {
    const { EventBuses = [], NextToken } = await eventBridge.send(
      new ListEventBusesCommand({ NamePrefix: prefix, Limit: 2, NextToken: token }),
    );
    names.push(...EventBuses.map(({ Name = '' }) => Name.slice(prefix.length)));
    pages.push(EventBuses.length);
    token = NextToken;
  } while (token !== undefined);
  expect(names.toSorted()).toEqual(['.a', '.b', '.c']);
  expect(pages).toEqual([2, 1]);
});
