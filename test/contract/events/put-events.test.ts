import {
  CreateEventBusCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';

const { eventBridge } = await connectToPeer();

const ENTRY = { Source: 'contract', DetailType: 'Tested', Detail: '{"a":1}' };

const put = (...Entries: PutEventsRequestEntry[]) => eventBridge.send(new PutEventsCommand({ Entries }));

const copies = (length: number) => Array.from({ length }, () => ENTRY);

/** An entry of so many bytes: its source, detail-type and detail. */
function sized(bytes: number): PutEventsRequestEntry {
  const own = Buffer.byteLength(`${ENTRY.Source}${ENTRY.DetailType}{"a":""}`);
  return { ...ENTRY, Detail: JSON.stringify({ a: 'a'.repeat(bytes - own) }) };
}

/** The error codes of the entries, `none` for those that were taken. */
async function codes(...entries: PutEventsRequestEntry[]): Promise<string[]> {
  const { FailedEntryCount, Entries = [] } = await put(...entries);
  const found = Entries.map(({ EventId, ErrorCode }) => (EventId === undefined ? `${ErrorCode}` : 'none'));
  expect(FailedEntryCount).toBe(found.filter((code) => code !== 'none').length);
  return found;
}

test(
  'each event gets an id of its own, in the order of the entries',
  contract(async () => {
    const { FailedEntryCount, Entries = [] } = await put(ENTRY, ENTRY, { ...ENTRY, Time: new Date() });
    expect(FailedEntryCount).toBe(0);
    expect(new Set(Entries.map(({ EventId }) => EventId)).size).toBe(3);
  }),
);

test(
  'an event is put to a bus by name and by ARN',
  contract(async () => {
    const name = uniqueName();
    const { EventBusArn } = await eventBridge.send(new CreateEventBusCommand({ Name: name }));
    expect(await codes({ ...ENTRY, EventBusName: name }, { ...ENTRY, EventBusName: EventBusArn })).toEqual([
      'none',
      'none',
    ]);
  }),
);

test(
  'an entry without source, detail-type or detail fails, and the others are taken',
  contract(async () => {
    const { Source, DetailType, Detail } = ENTRY;
    expect(
      await codes(ENTRY, { DetailType, Detail }, { Source, Detail }, { Source, DetailType }, ENTRY),
    ).toEqual(['none', 'InvalidArgument', 'InvalidArgument', 'InvalidArgument', 'none']);
  }),
);

test(
  'a request fails as a whole if no entry has source, detail-type and detail',
  contract(async () => {
    expect(await errorName(put({ Source: 'contract', Detail: '{}' }))).not.toBe('none');
  }),
);

test(
  'a detail that is not JSON is malformed',
  contract(async () => {
    expect(await codes(ENTRY, { ...ENTRY, Detail: '{"a":' })).toEqual(['none', 'MalformedDetail']);
  }),
);

test(
  'a detail that is not an object is malformed',
  contract(async () => {
    expect(await codes(ENTRY, { ...ENTRY, Detail: '[1]' }, { ...ENTRY, Detail: '"text"' })).toEqual([
      'none',
      'MalformedDetail',
      'MalformedDetail',
    ]);
  }),
);

test(
  'an event with a source of AWS is refused',
  contract(async () => {
    expect(await codes(ENTRY, { ...ENTRY, Source: 'aws.secretsmanager' })).toEqual([
      'none',
      'NotAuthorizedForSourceException',
    ]);
  }),
);

test(
  'a detail-type has at most 128 characters',
  contract(async () => {
    expect(
      await codes({ ...ENTRY, DetailType: 'a'.repeat(128) }, { ...ENTRY, DetailType: 'a'.repeat(129) }),
    ).toEqual(['none', 'InvalidArgument']);
  }),
);

test(
  'a request has 1 to 10 entries',
  contract(async () => {
    expect(await errorName(put(...copies(10)))).toBe('none');
    expect(await errorName(put(...copies(11)))).toBe('ValidationException');
  }),
);

test(
  'a request without entries is refused',
  contract(async () => {
    expect(await errorName(put())).toBe('ValidationException');
  }),
);

test(
  'all entries together have fewer than 1,048,576 bytes',
  contract(async () => {
    expect(await errorName(put(sized(524_288), sized(524_287)))).toBe('none');
    expect(await errorName(put(sized(524_288), sized(524_288)))).toBe('ValidationException');
  }),
);
