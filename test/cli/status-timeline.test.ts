import { expect, test } from 'vitest';
import { operatorDates } from '../../cli/status/operator-dates.ts';
import { statusTimeline } from '../../cli/status/status-timeline.ts';
import { DAY_MS, NOW } from '../functions/rotation/state-fixture.ts';
import { exampleStatuses } from './example-statuses.ts';

const DAY = 24 * 60;
const timeline = statusTimeline(exampleStatuses, NOW);
const credentials = (name: string) =>
  timeline.integrations.find((integration) => integration.name === name)?.credentials ?? [];
/** The end of each line of an integration: why, in how many days, and the words beside it. */
const ends = (name: string) =>
  credentials(name).map(({ periods: [period] }) => [
    period?.ending,
    ((period?.to ?? 0) - (timeline.now ?? 0)) / DAY,
    period?.endText,
  ]);

test('the picture begins five days before the present and ends after the last expiry', () => {
  expect(timeline).toMatchObject({ startMs: NOW - 5 * DAY_MS, now: 5 * DAY, end: (5 + 57 + 10) * DAY });
});

test('the line of a refresh token ends at its expiry, with the date', () => {
  expect(ends('dashboards')).toEqual([
    ['expires', 41, 'expires 2026-02-20'],
    ['expires', 12, 'expires 2026-01-22'],
  ]);
});

test('the text of an expiry that Alation did not report says "about"', () => {
  expect(ends('notebooks')).toEqual([['expires', 48, 'expires about 2026-02-27']]);
});

test('the line of a refresh token that the rotator renews ends with the renewal', () => {
  expect(ends('glossary-sync')[0]).toEqual(['renewed', 33, 'renewed before 2026-02-12']);
});

test('the line of an OAuth client goes to the end of the picture', () => {
  expect(ends('loader')).toEqual([[undefined, 67, undefined]]);
});

test('the line of a refresh token that Alation rejects ends before the present', () => {
  expect(ends('nightly-export')).toEqual([['rejected', -2, undefined]]);
});

test('the published access token is in the row of its issuing credential', () => {
  expect(credentials('dashboards').map(({ accessTokens }) => accessTokens)).toEqual([
    [[5 * DAY - 60, DAY, DAY, 0]],
    [],
  ]);
});

test('each refresh token that an operator must replace has a date, and the earliest date comes first', () => {
  expect(
    operatorDates(exampleStatuses, 'alation', NOW).map(({ at, command }) => [(at - NOW) / DAY_MS, command]),
  ).toEqual([
    [12, 'npx alation-tokens replace dashboards --name b'],
    [41, 'npx alation-tokens replace dashboards --name a'],
    [48, 'npx alation-tokens replace notebooks'],
  ]);
});
