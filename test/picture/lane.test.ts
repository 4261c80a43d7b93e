import { expect, test } from 'vitest';
import { drawAxis } from '../../picture/axis.ts';
import { drawLane } from '../../picture/lane.ts';
import type { IntegrationTimeline } from '../../picture/timeline.ts';
import { fullView } from '../../picture/view.ts';
import { alternating, DAY, nightlyExport, searchPortal, tenDays } from './example-timeline.ts';

const whole = fullView(tenDays);
const draw = (integration: IntegrationTimeline, view = whole, width = 1136) =>
  drawLane(tenDays, integration, view, width);
const elements = (svg: string) => svg.match(/<(?:path|text)\b/g)?.length;
const pathOf = (svg: string, className: string) =>
  new RegExp(`<path class="${className}" d="([^"]*)"`).exec(svg)?.[1];

test('the number of elements does not depend on the number of access tokens', () => {
  const [blue, green] = searchPortal.credentials;
  if (blue === undefined || green === undefined) throw new Error('no credentials');
  const many = { ...searchPortal, credentials: [blue, { ...green, accessTokens: alternating(1000, 0) }] };
  expect(elements(draw(many))).toBe(elements(draw(searchPortal)));
});

test('the published access tokens of alternating credentials alternate', () => {
  const svg = draw(searchPortal, { from: 0, to: 2 * DAY });
  // 1016 pixels are two days.
  expect(pathOf(svg, 'published c0')).toBe('M112 24h253m255 0h253');
  expect(pathOf(svg, 'published c1')).toBe('M366 48h253m255 0h253');
  expect(pathOf(svg, 'unpublished c0')).toBe('M366 24h253m255 0h253');
});

test('an expiry is a line, with a text if there is space', () => {
  expect(pathOf(draw(searchPortal), 'expired')).toBe('M620 13v25');
  expect(draw(searchPortal)).toContain('>refresh token expired<');
  expect(draw(searchPortal, whole, 366)).toContain('>expired<');
  expect(draw(searchPortal, { from: 0, to: 4 * DAY })).not.toContain('expired');
});

test('the picture marks the time without an active access token, and the failed reads in it', () => {
  const svg = draw(nightlyExport);
  expect(svg).toContain('>no active access token<');
  expect(draw(nightlyExport, whole, 366)).toContain('>no token<');
  expect(pathOf(svg, 'failed')).toBe('M772.4 46.5h355.6');
});

test('the row of reads begins at the hour of the first read and ends at the present', () => {
  const reads = {
    from: 2 * DAY,
    count: 97,
    failed: 1,
    refusedOnce: [],
    failures: [[6 * DAY, 6 * DAY]],
  } as const;
  const svg = drawLane({ ...tenDays, now: 6 * DAY + 30 }, { ...searchPortal, reads }, whole, 1136);
  expect(pathOf(svg, 'worked')).toBe('M315.2 70.5h408.5');
  expect(pathOf(svg, 'failed')).toBe('M721.6 70.5h2.1');
});

test('alerts are triangles by severity, acts of operators are diamonds, and an info alert has no mark', () => {
  const svg = draw(searchPortal);
  expect(pathOf(svg, 'alert')?.match(/M/g)).toHaveLength(1);
  expect(pathOf(svg, 'alert critical')?.match(/M/g)).toHaveLength(1);
  expect(pathOf(svg, 'act')?.match(/M/g)).toHaveLength(1);
});

test('a renewal is a ring, and a replacement an upright line', () => {
  const [credential] = nightlyExport.credentials;
  if (credential === undefined) throw new Error('no credential');
  const periods = [
    { from: 0, to: 4 * DAY, expiresAt: 60 * DAY, ending: 'renewed' },
    { from: 4 * DAY, to: 7 * DAY, expiresAt: 64 * DAY, ending: 'replaced' },
    { from: 7 * DAY, to: 10 * DAY, expiresAt: 67 * DAY, ending: undefined },
  ] as const;
  const svg = draw({ ...nightlyExport, credentials: [{ ...credential, periods }] });
  expect(pathOf(svg, 'renewed')).toContain('a3.5');
  expect(pathOf(svg, 'replaced')).toBe('M823.2 13v25');
  expect(svg).not.toContain('class="expired"');
});

test('a long name is shortened to the space before the bars', () => {
  const [credential] = nightlyExport.credentials;
  if (credential === undefined) throw new Error('no credential');
  const name = 'credential-with-a-long-name';
  const svg = draw({ ...nightlyExport, credentials: [{ ...credential, name }] });
  expect(svg).toContain('>credential-with…<');
});

test('a picture has a description for screen readers', () => {
  expect(draw(nightlyExport)).toContain(
    'role="img" aria-label="nightly-export: one refresh token; its owner ignores the warnings. Credentials: default. 84 of 240 reads failed."',
  );
});

test('on a phone the name of an outage leaves space for an alarm', () => {
  // The outage begins on day 3.
  const timeline = { ...tenDays, alarms: tenDays.alarms.map((alarm) => ({ ...alarm, at: 2 * DAY })) };
  expect(drawAxis(timeline, whole, 300)).toContain('>▲ alarm<');
  expect(drawAxis(timeline, whole, 300)).toContain('>down for 11 h<');
});

test('the axis names an outage, an alarm and the present', () => {
  expect(drawAxis(tenDays, whole, 1136)).toContain('>token endpoints down for 11 h<');
  expect(drawAxis(tenDays, whole, 1136)).toContain('>▲ alarm<');
  expect(drawAxis(tenDays, { from: 5 * DAY, to: 6 * DAY }, 1136)).not.toContain('down');
  expect(drawAxis({ ...tenDays, outages: [], alarms: [], now: DAY }, whole, 1136)).toContain('>now<');
});
