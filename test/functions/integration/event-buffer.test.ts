import { expect, test } from 'vitest';
import { eventBuffer } from '../../../functions/integration/event-buffer.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';

const events = (count: number): readonly RotatorEvent[] =>
  Array.from({ length: count }, (_, index) => ({ detailType: 'Access Token Rotated', detail: { index } }));

function buffer(refused = 0) {
  const sent: number[][] = [];
  const warned: unknown[] = [];
  const log = {
    info: () => {},
    warn: (event: string, fields: object) => void warned.push({ event, ...fields }),
    error: () => {},
  };
  const put = async (batch: readonly RotatorEvent[]) => {
    sent.push(batch.map(({ detail }) => Number(detail['index'])));
    return refused;
  };
  return { sent, warned, buffered: eventBuffer({ put }, log) };
}

test('the buffer sends its events once and in order, when it holds 100 and at the end', async () => {
  const { buffered, sent } = buffer();
  await buffered.add(events(70));
  await buffered.add(events(29));
  expect(sent).toEqual([]);
  await buffered.add(events(1));
  expect(sent.map((batch) => batch.length)).toEqual([100]);
  await buffered.add(events(2));
  await buffered.flush();
  await buffered.flush();
  expect(sent.flat()).toEqual([70, 29, 1, 2].flatMap(events).map(({ detail }) => detail['index']));
});

test('events that are added concurrently are each sent once', async () => {
  const { buffered, sent } = buffer();
  await Promise.all(Array.from({ length: 90 }, () => buffered.add(events(3))));
  await buffered.flush();
  expect(sent.flat()).toHaveLength(270);
});

test('refused events are logged with their detail-types', async () => {
  const { buffered, warned } = buffer(2);
  await buffered.add(events(3));
  await buffered.flush();
  expect(warned).toEqual([
    { event: 'EventsRefused', refused: 2, of: 3, detailTypes: ['Access Token Rotated'] },
  ]);
});

test('accepted events are not logged', async () => {
  const { buffered, warned } = buffer();
  await buffered.add(events(10));
  await buffered.flush();
  expect(warned).toEqual([]);
});
