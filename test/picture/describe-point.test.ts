import { expect, test } from 'vitest';
import { describePoint } from '../../picture/describe-point.ts';
import { MARKS_HEIGHT, readsTop, rowTop } from '../../picture/layout.ts';
import { createScale } from '../../picture/scale.ts';
import type { IntegrationTimeline } from '../../picture/timeline.ts';
import { fullView } from '../../picture/view.ts';
import { DAY, nightlyExport, searchPortal, tenDays } from './example-timeline.ts';

const width = 1136;
const view = fullView(tenDays);
const at = (integration: IntegrationTimeline, time: number, y: number) =>
  describePoint(tenDays, integration, view, { x: createScale(view, width).x(time), y, width });

test('the description of a mark has its time and its recipient', () => {
  expect(at(searchPortal, 5 * DAY, 4)).toEqual([
    '▲ day 5 00:00, critical to data-platform: the refresh token "blue" expired just now',
  ]);
  expect(at(searchPortal, 8 * DAY, 4)).toEqual(['◆ day 8 00:00: data-platform stores a new refresh token']);
});

test('the description of an access token says how long it was published, and why it ended', () => {
  expect(at(searchPortal, DAY + 60, rowTop(0) + 5)).toEqual([
    'Access token minted from "blue" at day 1 00:00',
    'published until day 1 12:00',
    'still active until day 2 00:00, so no consumer is refused',
    'The refresh token "blue" expires at day 5 00:00',
  ]);
  expect(at(nightlyExport, DAY + 60, rowTop(0) + 5)).toContain('revoked at day 1 12:00');
});

test('the description of a credential says when it has no valid refresh token', () => {
  expect(at(searchPortal, 7 * DAY, rowTop(0) + 5)).toEqual(['No active refresh token "blue" at day 7 00:00']);
});

test('during an outage the description of a credential begins with the outage', () => {
  expect(at(searchPortal, 3 * DAY + 60, rowTop(1) + 5)[0]).toBe(
    "Alation's token endpoints were down from day 3 00:00 to day 3 11:00",
  );
});

test('the description of the row of reads says whether the reads worked', () => {
  const y = readsTop(nightlyExport) + 3;
  expect(at(nightlyExport, DAY, y)).toEqual(['Reads around day 1 00:00 worked']);
  expect(at(nightlyExport, 2 * DAY + 30, y)[0]).toMatch(
    /^Read at day 2 00:00: refused once, usually because/,
  );
  expect(at(nightlyExport, 8 * DAY, y)).toEqual([
    'No active access token: its only refresh token expired',
    'Reads around day 8 00:00 failed: Alation did not accept the published access token',
  ]);
});

test('before the first read, and in the future, the description of the row of reads has only the time', () => {
  const { reads } = nightlyExport;
  const later = { ...nightlyExport, downtime: [], reads: reads && { ...reads, from: 2 * DAY } };
  const y = readsTop(nightlyExport) + 3;
  const texts = [DAY, 3 * DAY, 9 * DAY].map((time) =>
    describePoint({ ...tenDays, outages: [], now: 4 * DAY }, later, view, {
      x: createScale(view, width).x(time),
      y,
      width,
    }),
  );
  expect(texts).toEqual([['day 1 00:00'], ['Reads around day 3 00:00 worked'], ['day 9 00:00']]);
});

test('the names on the left have no description', () => {
  expect(describePoint(tenDays, nightlyExport, view, { x: 20, y: MARKS_HEIGHT + 3, width })).toEqual([]);
});
