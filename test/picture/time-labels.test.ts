import { expect, test } from 'vitest';
import { createScale } from '../../picture/scale.ts';
import { lengthText, ticks, timeText, viewText } from '../../picture/time-labels.ts';
import { fullView } from '../../picture/view.ts';
import { DAY, tenDays } from './example-timeline.ts';

const dated = { ...tenDays, startMs: Date.UTC(2027, 0, 1, 18), shownAs: 'date' } as const;

const labels = (width: number) =>
  ticks(tenDays, createScale(fullView(tenDays), width)).map((tick) => tick.label);

test('a simulation shows a time as day and time of day, and a deployment shows it as date and time in UTC', () => {
  expect(timeText(tenDays, 2 * DAY + 65)).toBe('day 2 01:05');
  expect(timeText(dated, 2 * DAY + 65)).toBe('2027-01-03 19:05 UTC');
});

test.each([
  [20, '20 min'],
  [11 * 60, '11 h'],
  [2 * DAY, '2 days'],
])('%i minutes are shown as %s', (minutes, text) => {
  expect(lengthText(minutes)).toBe(text);
});

test.each([
  ['all 10 days', tenDays, { from: 0, to: 10 * DAY }],
  ['day 2 to day 7', tenDays, { from: 2 * DAY, to: 7 * DAY }],
  ['day 2 00:00 to day 2 12:00', tenDays, { from: 2 * DAY, to: 2 * DAY + 720 }],
  ['2027-01-01 to 2027-01-06', dated, { from: 0, to: 5 * DAY }],
  ['2027-01-01 18:00 UTC to 2027-01-02 18:00 UTC', dated, { from: 0, to: DAY }],
])('the text of a view is "%s"', (text, timeline, view) => {
  expect(viewText(timeline, view)).toBe(text);
});

test('an axis has as many labels as fit', () => {
  expect(labels(1136)).toEqual(Array.from({ length: 11 }, (_, day) => `day ${day}`));
  expect(labels(366)).toEqual(['d0', 'd5', 'd10']);
});

test('the labels of dates are at midnight UTC, whenever the timeline begins', () => {
  const found = ticks(dated, createScale({ from: 0, to: 3 * DAY }, 400));
  expect(found.map(({ at, label }) => [at, label])).toEqual([
    [360, '01-02'],
    [360 + DAY, '01-03'],
    [360 + 2 * DAY, '01-04'],
  ]);
});
