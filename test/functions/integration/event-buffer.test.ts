import { expect, test } from 'vitest';
import { eventBuffer } from '../../../functions/integration/event-buffer.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';

const events = (count: number): readonly RotatorEvent[] =>
  Array.from({ length: count }, (_, index) => ({ detailType: 'Access Token Rotated', detail: { index } }));

/** A buffer whose sink refuses this many events of each request. */
function recordedBuffer(refused = 0) {
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
  return { sent, errors, buffer: eventBuffer({ put }, log) };
}

test('the buffer sends each event once and in order: when it contains 100 events, and when it is flushed', async () => {
  const { buffer, sent } = recordedBuffer();
  await buffer.add(events(70));
  await buffer.add(events(29));
  expect(sent).toEqual([]);
  await buffer.add(events(1));
  expect(sent.map((batch) => batch.length)).toEqual([100]);
  await buffer.add(events(2));
  await buffer.flush();
  await buffer.flush();
  expect(sent.flat()).toEqual([70, 29, 1, 2].flatMap(events).map(({ detail }) => detail['index']));
});

test('events that are added concurrently are each sent once', async () => {
  const { buffer, sent } = recordedBuffer();
  await Promise.all(Array.from({ length: 90 }, () => buffer.add(events(3))));
  await buffer.flush();
  expect(sent.flat()).toHaveLength(270);
});

test('refused events are counted and logged as errors with their detail-types', async () => {
  const { buffer, errors } = recordedBuffer(2);
  await buffer.add(events(100));
  await buffer.add(events(3));
  expect(await buffer.flush()).toBe(4);
  expect(errors).toEqual([
    { event: 'EventsRefused', refused: 2, of: 100, detailTypes: ['Access Token Rotated'] },
    { event: 'EventsRefused', refused: 2, of: 3, detailTypes: ['Access Token Rotated'] },
  ]);
});

test('accepted events are not logged', async () => {
  const { buffer, errors } = recordedBuffer();
  await buffer.add(events(10));
  await buffer.flush();
  expect(errors).toEqual([]);
});
