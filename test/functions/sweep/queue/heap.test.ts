import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { heap } from '../../../../functions/sweep/queue/heap.ts';

const isBefore = (one: number, other: number) => one < other;

test('an empty heap contains no item', () => {
  const empty = heap(isBefore);
  expect([empty.size(), empty.peek(), empty.pop(), empty.size()]).toEqual([0, undefined, undefined, 0]);
});

test('a heap returns every item once, in order, after any sequence of pushes and pops', () => {
  const steps = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 2 }), {
    maxLength: 200,
    size: 'max',
  });
  fc.assert(
    fc.property(steps, (pushes) => {
      const tested = heap(isBefore);
      const popped: unknown[] = [];
      const expected: unknown[] = [];
      let model: number[] = [];
      for (const item of pushes) {
        if (item === null) {
          const first = model.toSorted((one, other) => one - other)[0];
          popped.push([tested.peek(), tested.pop()]);
          expected.push([first, first]);
          model = first === undefined ? model : model.toSpliced(model.indexOf(first), 1);
        } else {
          tested.push(item);
          model.push(item);
        }
        expect(tested.size()).toBe(model.length);
      }
      expect(popped).toEqual(expected);
      const rest = Array.from({ length: model.length }, () => tested.pop());
      expect(rest).toEqual(model.toSorted((one, other) => one - other));
    }),
  );
});
