import { PublishCommand, type MessageAttributeValue } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { connectToPeer, contractTest, type Outcome, outcomeTests } from '../peer.ts';
import { newTopic } from './topic.ts';

const { sns } = await connectToPeer();

type Message = Omit<ConstructorParameters<typeof PublishCommand>[0], 'TopicArn'>;

/** The outcome of publishing a message to a new topic. */
const publishing = (message: Message, error: string): Outcome => [
  async () => sns.send(new PublishCommand({ TopicArn: await newTopic(sns), ...message })),
  error,
];
const accepted = (message: Message) => publishing(message, 'none');
const refused = (message: Message) => publishing(message, 'InvalidParameterException');
const refusedAttribute = (DataType: string, StringValue: string, name = 'a') =>
  publishing(
    { Message: 'one', MessageAttributes: { [name]: { DataType, StringValue } } },
    'InvalidParameterValueException',
  );

/** A message of this length with an attribute of 1,000 bytes. */
const withAttribute = (length: number): Message => ({
  Message: 'a'.repeat(length),
  MessageAttributes: { a: { DataType: 'String', StringValue: 'b'.repeat(993) } },
});

const everyType: Record<string, MessageAttributeValue> = {
  severity: { DataType: 'String', StringValue: 'warning' },
  integrations: { DataType: 'String.Array', StringValue: '["tableau","loader",1,true,null]' },
  'days_left-1.x': { DataType: 'Number', StringValue: '3.5' },
  bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
};

contractTest('each message gets its own id', async () => {
  const TopicArn = await newTopic(sns);
  const first = await sns.send(new PublishCommand({ TopicArn, Message: 'one', Subject: 'Subject' }));
  const second = await sns.send(new PublishCommand({ TopicArn, Message: 'one', Subject: 'Subject' }));
  expect(first.MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(second.MessageId).not.toBe(first.MessageId);
});

outcomeTests([
  [
    'an unknown topic is not found',
    [
      async () => sns.send(new PublishCommand({ TopicArn: `${await newTopic(sns)}-gone`, Message: 'one' })),
      'NotFoundException',
    ],
  ],
  ['an empty message is refused', refused({ Message: '' })],
  [
    'a message has at most 262,144 bytes',
    accepted({ Message: 'a'.repeat(262_144) }),
    refused({ Message: 'a'.repeat(262_145) }),
  ],
  [
    'the limit of a message counts bytes, not characters',
    accepted({ Message: 'ü'.repeat(131_072) }),
    refused({ Message: 'ü'.repeat(131_073) }),
  ],
  [
    'names, types and values of attributes count towards the size of a message',
    accepted(withAttribute(262_144 - 1_000)),
    refused(withAttribute(262_144 - 999)),
  ],
  ['a subject may have 99 characters of any script', accepted({ Message: 'one', Subject: 'ü'.repeat(99) })],
  ['a subject of 101 characters is refused', refused({ Message: 'one', Subject: 'a'.repeat(101) })],
  ['a subject has fewer than 100 characters', refused({ Message: 'one', Subject: 'a'.repeat(100) })],
  [
    'a subject has no line breaks and no control characters',
    ...['two\nlines', 'a\ttab', 'a\u007Fdelete'].map((Subject) => refused({ Message: 'one', Subject })),
  ],
  ['attributes of every type are accepted', accepted({ Message: 'one', MessageAttributes: everyType })],
  ['an attribute of an unknown type is refused', refusedAttribute('Boolean', 'true')],
  ['an attribute without a value is refused', refusedAttribute('String', '')],
  ['an attribute of type Number must be a number', refusedAttribute('Number', 'three')],
  [
    'an attribute of type String.Array must be a JSON array of plain values',
    ...['tableau', '{"a":1}', '[["nested"]]'].map((value) => refusedAttribute('String.Array', value)),
  ],
  [
    'the name of an attribute may have the documented characters only',
    ...['with space', '.dot', 'dot.', 'two..dots', 'AWS.mine', 'Amazon.mine'].map((name) =>
      refusedAttribute('String', 'a', name),
    ),
  ],
  [
    'a message with one text per protocol must have a default',
    accepted({ MessageStructure: 'json', Message: '{"default":"one","email":"two"}' }),
    refused({ MessageStructure: 'json', Message: '{"email":"two"}' }),
  ],
]);
