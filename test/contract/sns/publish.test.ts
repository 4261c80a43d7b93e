import { PublishCommand, type MessageAttributeValue } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName } from '../peer.ts';
import { newTopic } from './topic.ts';

const { sns } = await connectToPeer();

/** The error of publishing to a new topic, or `none`. */
async function publishing(
  request: Omit<ConstructorParameters<typeof PublishCommand>[0], 'TopicArn'>,
): Promise<string> {
  const TopicArn = await newTopic(sns);
  return errorName(sns.send(new PublishCommand({ TopicArn, ...request })));
}

const withAttribute = (name: string, value: MessageAttributeValue) =>
  publishing({ Message: 'one', MessageAttributes: { [name]: value } });

test(
  'each message gets an id of its own',
  contract(async () => {
    const TopicArn = await newTopic(sns);
    const first = await sns.send(new PublishCommand({ TopicArn, Message: 'one', Subject: 'Subject' }));
    const second = await sns.send(new PublishCommand({ TopicArn, Message: 'one', Subject: 'Subject' }));
    expect(first.MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.MessageId).not.toBe(first.MessageId);
  }),
);

test(
  'a topic that is not there is not found',
  contract(async () => {
    const TopicArn = `${await newTopic(sns)}-gone`;
    expect(await errorName(sns.send(new PublishCommand({ TopicArn, Message: 'one' })))).toBe(
      'NotFoundException',
    );
  }),
);

test(
  'an empty message is refused',
  contract(async () => {
    expect(await publishing({ Message: '' })).toBe('InvalidParameterException');
  }),
);

test(
  'a message has at most 262,144 bytes',
  contract(async () => {
    expect(await publishing({ Message: 'a'.repeat(262_144) })).toBe('none');
    expect(await publishing({ Message: 'a'.repeat(262_145) })).toBe('InvalidParameterException');
  }),
);

test(
  'the bytes of a message are counted, not its characters',
  contract(async () => {
    expect(await publishing({ Message: 'ü'.repeat(131_072) })).toBe('none');
    expect(await publishing({ Message: 'ü'.repeat(131_073) })).toBe('InvalidParameterException');
  }),
);

test(
  'names, types and values of attributes count towards the size of a message',
  contract(async () => {
    const attributes = { a: { DataType: 'String', StringValue: 'b'.repeat(993) } };
    const sized = (length: number) =>
      publishing({ Message: 'a'.repeat(length), MessageAttributes: attributes });
    expect(await sized(262_144 - 1_000)).toBe('none');
    expect(await sized(262_144 - 999)).toBe('InvalidParameterException');
  }),
);

test(
  'a subject may have 99 characters of any script',
  contract(async () => {
    expect(await publishing({ Message: 'one', Subject: 'ü'.repeat(99) })).toBe('none');
  }),
);

test(
  'a subject of 101 characters is refused',
  contract(async () => {
    expect(await publishing({ Message: 'one', Subject: 'a'.repeat(101) })).toBe('InvalidParameterException');
  }),
);

test(
  'a subject has fewer than 100 characters',
  contract(async () => {
    expect(await publishing({ Message: 'one', Subject: 'a'.repeat(100) })).toBe('InvalidParameterException');
  }),
);

test(
  'a subject with a line break or control character is refused',
  contract(async () => {
    for (const subject of ['two\nlines', 'a\ttab', 'a\u007Fdelete']) {
      expect(await publishing({ Message: 'one', Subject: subject })).toBe('InvalidParameterException');
    }
  }),
);

test(
  'attributes of every type are taken',
  contract(async () => {
    expect(
      await publishing({
        Message: 'one',
        MessageAttributes: {
          severity: { DataType: 'String', StringValue: 'warning' },
          integrations: { DataType: 'String.Array', StringValue: '["tableau","loader",1,true,null]' },
          'days_left-1.x': { DataType: 'Number', StringValue: '3.5' },
          bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
        },
      }),
    ).toBe('none');
  }),
);

test(
  'an attribute of an unknown type is refused',
  contract(async () => {
    expect(await withAttribute('a', { DataType: 'Boolean', StringValue: 'true' })).toBe(
      'InvalidParameterValueException',
    );
  }),
);

test(
  'an attribute without a value is refused',
  contract(async () => {
    expect(await withAttribute('a', { DataType: 'String', StringValue: '' })).toBe(
      'InvalidParameterValueException',
    );
  }),
);

test(
  'an attribute of type Number must hold a number',
  contract(async () => {
    expect(await withAttribute('a', { DataType: 'Number', StringValue: 'three' })).toBe(
      'InvalidParameterValueException',
    );
  }),
);

test(
  'an attribute of type String.Array must hold a JSON array of plain values',
  contract(async () => {
    for (const StringValue of ['tableau', '{"a":1}', '[["nested"]]']) {
      expect(await withAttribute('a', { DataType: 'String.Array', StringValue })).toBe(
        'InvalidParameterValueException',
      );
    }
  }),
);

test(
  'an attribute name with an undocumented character is refused',
  contract(async () => {
    for (const name of ['with space', '.dot', 'dot.', 'two..dots', 'AWS.mine', 'Amazon.mine']) {
      expect(await withAttribute(name, { DataType: 'String', StringValue: 'a' })).toBe(
        'InvalidParameterValueException',
      );
    }
  }),
);

test(
  'a message for each protocol needs a default',
  contract(async () => {
    expect(await publishing({ MessageStructure: 'json', Message: '{"default":"one","email":"two"}' })).toBe(
      'none',
    );
    expect(await publishing({ MessageStructure: 'json', Message: '{"email":"two"}' })).toBe(
      'InvalidParameterException',
    );
  }),
);
