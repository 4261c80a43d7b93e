import { expect, test } from 'vitest';
import { eventBuffer } from '../../../functions/integration/event-buffer.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';

const events = (count: number): readonly RotatorEvent[] =>
  Array.from({ length: count }, (_, index) => ({ detailType: 'Access Token Rotated', detail: { index } }));

function buffer(refused = 0) {
  const batches: number[][] = [];
  const warned: unknown[] = [];
  const log = {
    info: () => {},
    warn: (event: string, fields: object) => void warned.push({ event, ...fields }),
    error: () => {},
  };
  const put = async (batch: readonly RotatorEvent[]) => {
    batches.push(batch.map(({ detail }) => Number(detail['index'])));
    return refused;
  };
  return { batches, warned, collected: eventBuffer({ put }, log) };
}

test('events go ten at a time and the rest at the end, in order and once', async () => {
  const { collected, batches } = buffer();
  await collected.add(events(7));
  expect(batches).toEqual([]);
  await collected.add(events(25));
  await collected.flush();
  await collected.flush();
  expect(batches.map((batch) => batch.length)).toEqual([10, 10, 10, 2]);
  expect(batches.flat()).toEqual([...events(7), ...events(25)].map(({ detail }) => detail['index']));
});

test('events added at once by several workers are each sent once', async () => {
  const { collected, batches } = buffer();
  await Promise.all(Array.from({ length: 9 }, () => collected.add(events(3))));
  await collected.flush();
  expect(batches.flat()).toHaveLength(27);
});

test('refused events are logged by their detail-type and lost', async () => {
  const { collected, warned } = buffer(2);
  await collected.add(events(3));
  await collected.flush();
  expect(warned).toEqual([
    { event: 'EventsRefused', refused: 2, of: 3, detailTypes: ['Access Token Rotated'] },
  ]);
});

test('ten events go at once, and that none was refused is not worth a line', async () => {
  const { collected, batches, warned } = buffer();
  await collected.add(events(10));
  expect(batches.map((batch) => batch.length)).toEqual([10]);
  expect(warned).toEqual([]);
});
