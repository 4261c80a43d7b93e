import { expect, test } from 'vitest';
import { eventBuffer } from '../../../functions/integration/event-buffer.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';

const events = (count: number): readonly RotatorEvent[] =>
  Array.from({ length: count }, (_, index) => ({ detailType: 'Access Token Rotated', detail: { index } }));

function buffer(refused = 0) {
  const sent: number[][] = [];
  const errors: unknown[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (event: string, fields: object) => void errors.push({ event, ...fields }),
  };
  const put = async (batch: readonly RotatorEvent[]) => {
    sent.push(batch.map(({ detail }) => Number(detail['index'])));
    return refused;
  };
  return { sent, errors, buffered: eventBuffer({ put }, log) };
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

test('refused events are counted and logged as errors with their detail-types', async () => {
  const { buffered, errors } = buffer(2);
  await buffered.add(events(100));
  await buffered.add(events(3));
  expect(await buffered.flush()).toBe(4);
  expect(errors).toEqual([
    { event: 'EventsRefused', refused: 2, of: 100, detailTypes: ['Access Token Rotated'] },
    { event: 'EventsRefused', refused: 2, of: 3, detailTypes: ['Access Token Rotated'] },
  ]);
});

test('accepted events are not logged', async () => {
  const { buffered, errors } = buffer();
  await buffered.add(events(10));
  await buffered.flush();
  expect(errors).toEqual([]);
});
