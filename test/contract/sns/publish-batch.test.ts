import { PublishBatchCommand, type PublishBatchRequestEntry } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName } from '../peer.ts';
import { newTopic } from './topic.ts';

const { sns } = await connectToPeer();

async function publishing(...entries: PublishBatchRequestEntry[]) {
  const TopicArn = await newTopic(sns);
  return sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries }));
}

test(
  'ten messages are published at once',
  contract(async () => {
    const { Successful = [], Failed = [] } = await publishing(
      ...Array.from({ length: 10 }, (_, index) => ({ Id: `id-${index}`, Message: 'one' })),
    );
    expect(Failed).toEqual([]);
    expect(Successful.map(({ Id }) => Id)).toEqual(Array.from({ length: 10 }, (_, index) => `id-${index}`));
    expect(new Set(Successful.map(({ MessageId }) => MessageId)).size).toBe(10);
  }),
);

test(
  'more than ten messages are refused',
  contract(async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => ({ Id: `id-${index}`, Message: 'one' }));
    expect(await errorName(publishing(...eleven))).toBe('TooManyEntriesInBatchRequestException');
  }),
);

test(
  'ids are distinct',
  contract(async () => {
    expect(await errorName(publishing({ Id: 'a', Message: 'one' }, { Id: 'a', Message: 'two' }))).toBe(
      'BatchEntryIdsNotDistinctException',
    );
  }),
);

test(
  'an empty batch is refused',
  contract(async () => {
    expect(await errorName(publishing())).toBe('EmptyBatchRequestException');
  }),
);

test(
  'a batch id may hold only letters, digits, hyphens and underscores',
  contract(async () => {
    expect(await errorName(publishing({ Id: 'with space', Message: 'one' }))).toBe(
      'InvalidBatchEntryIdException',
    );
  }),
);

test(
  'one message that fails does not stop the others',
  contract(async () => {
    const { Successful = [], Failed = [] } = await publishing(
      { Id: 'good', Message: 'one' },
      { Id: 'bad', Message: 'two', MessageStructure: 'yaml' },
    );
    expect(Successful.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed).toMatchObject([{ Id: 'bad', SenderFault: true }]);
  }),
);

test(
  'all messages together have at most 262,144 bytes',
  contract(async () => {
    const half = 'a'.repeat(131_072);
    expect(await errorName(publishing({ Id: 'a', Message: half }, { Id: 'b', Message: half }))).toBe('none');
    expect(await errorName(publishing({ Id: 'a', Message: half }, { Id: 'b', Message: `${half}a` }))).toBe(
      'BatchRequestTooLongException',
    );
  }),
);
