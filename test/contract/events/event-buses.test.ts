import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeEventBusCommand,
  ListEventBusesCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';

const { eventBridge } = await connectToPeer();

const create = (Name: string) => eventBridge.send(new CreateEventBusCommand({ Name }));
const describe = (Name?: string) => eventBridge.send(new DescribeEventBusCommand({ Name }));

test(
  'the default bus is always there',
  contract(async () => {
    expect(await describe()).toMatchObject({ Name: 'default' });
    expect((await describe()).Arn).toMatch(/^arn:aws:events:us-east-1:\d{12}:event-bus\/default$/);
  }),
);

test(
  'a bus is described by name and by ARN',
  contract(async () => {
    const name = uniqueName();
    const { EventBusArn } = await create(name);
    expect(await describe(name)).toMatchObject({ Name: name, Arn: EventBusArn });
    expect(await describe(EventBusArn)).toMatchObject({ Name: name, Arn: EventBusArn });
  }),
);

test(
  'a bus that is not there is not found',
  contract(async () => {
    expect(await errorName(describe(uniqueName()))).toBe('ResourceNotFoundException');
  }),
);

test(
  'a bus is made once',
  contract(async () => {
    const name = uniqueName();
    await create(name);
    expect(await errorName(create(name))).toBe('ResourceAlreadyExistsException');
  }),
);

test(
  'buses are listed by the beginning of their names, in pages',
  contract(async () => {
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
  }),
);

test(
  'a deleted bus is gone',
  contract(async () => {
    const name = uniqueName();
    await create(name);
    await eventBridge.send(new DeleteEventBusCommand({ Name: name }));
    expect(await errorName(describe(name))).toBe('ResourceNotFoundException');
  }),
);

test(
  'the default bus cannot be deleted',
  contract(async () => {
    expect(await errorName(eventBridge.send(new DeleteEventBusCommand({ Name: 'default' })))).not.toBe(
      'none',
    );
  }),
);
