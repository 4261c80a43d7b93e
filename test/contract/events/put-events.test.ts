import {
  CreateEventBusCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { expect } from 'vitest';
import { connectToPeer, contractTest, errorName, outcomeTests, uniqueName } from '../peer.ts';

const { eventBridge } = await connectToPeer();

const ENTRY = { Source: 'contract', DetailType: 'Tested', Detail: '{"a":1}' };
const { Source, DetailType, Detail } = ENTRY;

const put = (...Entries: PutEventsRequestEntry[]) => eventBridge.send(new PutEventsCommand({ Entries }));

const copies = (length: number) => Array.from({ length }, () => ENTRY);

/** An entry of this many bytes: its source, detail-type and detail. */
function sized(bytes: number): PutEventsRequestEntry {
  const own = Buffer.byteLength(`${Source}${DetailType}{"a":""}`);
  return { ...ENTRY, Detail: JSON.stringify({ a: 'a'.repeat(bytes - own) }) };
}

/** The error codes of the entries, `none` for an accepted entry. */
async function codes(entries: readonly PutEventsRequestEntry[]): Promise<string[]> {
  const { FailedEntryCount, Entries = [] } = await put(...entries);
  const found = Entries.map(({ EventId, ErrorCode }) => (EventId === undefined ? `${ErrorCode}` : 'none'));
  expect(FailedEntryCount).toBe(found.filter((code) => code !== 'none').length);
  return found;
}

contractTest('each event gets its own id', async () => {
  const { FailedEntryCount, Entries = [] } = await put(ENTRY, ENTRY, { ...ENTRY, Time: new Date() });
  expect(FailedEntryCount).toBe(0);
  expect(new Set(Entries.map(({ EventId }) => EventId)).size).toBe(3);
});

contractTest('an event can name its bus by name and by ARN', async () => {
  const name = uniqueName();
  const { EventBusArn } = await eventBridge.send(new CreateEventBusCommand({ Name: name }));
  expect(
    await codes([
      { ...ENTRY, EventBusName: name },
      { ...ENTRY, EventBusName: EventBusArn },
    ]),
  ).toEqual(['none', 'none']);
});

const entryTests: readonly (readonly [string, PutEventsRequestEntry[], string[]])[] = [
  [
    'an entry without source, detail-type or detail fails, and the other entries are accepted',
    [ENTRY, { DetailType, Detail }, { Source, Detail }, { Source, DetailType }, ENTRY],
    ['none', 'InvalidArgument', 'InvalidArgument', 'InvalidArgument', 'none'],
  ],
  [
    'a detail that is not JSON is malformed',
    [ENTRY, { ...ENTRY, Detail: '{"a":' }],
    ['none', 'MalformedDetail'],
  ],
  [
    'a detail that is not an object is malformed',
    [ENTRY, { ...ENTRY, Detail: '[1]' }, { ...ENTRY, Detail: '"text"' }],
    ['none', 'MalformedDetail', 'MalformedDetail'],
  ],
  [
    'an event whose source begins with aws. is refused',
    [ENTRY, { ...ENTRY, Source: 'aws.secretsmanager' }],
    ['none', 'NotAuthorizedForSourceException'],
  ],
  [
    'a detail-type has at most 128 characters',
    [
      { ...ENTRY, DetailType: 'a'.repeat(128) },
      { ...ENTRY, DetailType: 'a'.repeat(129) },
    ],
    ['none', 'InvalidArgument'],
  ],
];
for (const [name, entries, expected] of entryTests) {
  contractTest(name, async () => {
    expect(await codes(entries)).toEqual(expected);
  });
}

contractTest('a request without any complete entry fails as a whole', async () => {
  expect(await errorName(put({ Source: 'contract', Detail: '{}' }))).not.toBe('none');
});

outcomeTests([
  [
    'a request has at most 10 entries',
    [() => put(...copies(10)), 'none'],
    [() => put(...copies(11)), 'ValidationException'],
  ],
  ['a request without entries is refused', [() => put(), 'ValidationException']],
  [
    'all entries together have fewer than 1,048,576 bytes',
    [() => put(sized(524_288), sized(524_287)), 'none'],
    [() => put(sized(524_288), sized(524_288)), 'ValidationException'],
  ],
]);
