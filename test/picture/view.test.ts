import { expect, test } from 'vitest';
import { moved, fullView, withinTimeline, zoomed } from '../../picture/view.ts';
import { DAY, tenDays } from './example-timeline.ts';

test('a zoom keeps the time under the pointer in its place', () => {
  expect(zoomed({ from: 0, to: 100 }, 0.5)).toEqual({ from: 25, to: 75 });
  expect(zoomed({ from: 0, to: 100 }, 0.5, 20)).toEqual({ from: 10, to: 60 });
});

test('a view that begins before the timeline or ends after it is moved into it, and its length stays the same', () => {
  const late = moved({ from: 8 * DAY, to: 10 * DAY }, 0.5);
  expect(withinTimeline(late, tenDays)).toEqual({ from: 8 * DAY, to: 10 * DAY });
  expect(withinTimeline({ from: -DAY, to: DAY }, tenDays)).toEqual({ from: 0, to: 2 * DAY });
});

test('a view is at most the complete timeline and at least six hours', () => {
  expect(withinTimeline({ from: -DAY, to: 20 * DAY }, tenDays)).toEqual(fullView(tenDays));
  expect(withinTimeline({ from: 60, to: 61 }, tenDays)).toEqual({ from: 60, to: 60 + 360 });
});
