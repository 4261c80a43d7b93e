import { expect, test } from 'vitest';
import { entryText } from '../../../local/run/entry-text.ts';
import { createAlertFolder } from '../../../local/run/fold-alerts.ts';
import type { Alert, TimelineEntry } from '../../../local/run/timeline.ts';

const DAY = 86_400_000;
const alert = (integration: string | undefined, sentence: string, rest: Partial<Alert> = {}): Alert => ({
  kind: 'alert',
  severity: 'warning',
  owner: 'bi',
  integration,
  sentence,
  ...rest,
});

/** The texts that the output shows for entries at these times. */
function texts(
  ...entries: readonly (readonly [at: number, entry: Alert | { kind: 'act'; sentence: string }])[]
) {
  const folder = createAlertFolder();
  const all = entries.map(([at, entry]): TimelineEntry => ({ at, ...entry }));
  return [...all.flatMap((entry) => folder.add(entry)), ...folder.end()].map((one) => entryText(one).text);
}

const expired = (ago: string) => alert('loader', `the refresh token "a" expired ${ago}, on 2027-03-02.`);
const expires = (remaining: string) =>
  alert('loader', `the refresh token "a" expires in ${remaining}, on 2027-03-02.`);
const works = 'rotation works again.';

test('alerts of one minute with the same text are one entry, which names the integrations and owners', () => {
  expect(
    texts(
      [0, alert('loader', works)],
      [125, alert('search', works, { owner: 'data' })],
      [60_000, alert('docs', works)],
    ),
  ).toEqual([
    'alert (warning) to bi, data: loader: rotation works again. The same for search.',
    'alert (warning) to bi: docs: rotation works again.',
  ]);
});

test('alerts of one minute that differ only in their credentials are one entry', () => {
  expect(
    texts(
      [0, alert('loader', 'the refresh token "blue" expires in 7 days, on 2027-01-31.')],
      [0, alert('search', 'the refresh token "default" expires in 7 days, on 2027-01-31.')],
    ),
  ).toEqual([
    'alert (warning) to bi: loader: the refresh token "blue" expires in 7 days, on 2027-01-31. The same for search.',
  ]);
});

test('alerts of one minute with different severities or sentences are separate entries', () => {
  expect(
    texts(
      [0, alert('loader', works)],
      [0, alert('search', works, { severity: 'info' })],
      [0, alert('docs', 'rotation has been failing.')],
    ),
  ).toHaveLength(3);
});

test('the summaries of one minute are one entry', () => {
  const well = 'all 2 integrations are well.';
  expect(
    texts(
      [0, alert(undefined, well)],
      [125, alert(undefined, '1 of 2 integrations is not well.', { owner: 'data' })],
      [250, alert(undefined, well, { owner: 'search' })],
    ),
  ).toEqual([
    'summary to bi, search: all 2 integrations are well; to data: 1 of 2 integrations is not well.',
  ]);
});

test('if an alert is repeated for one cause, the output shows the alert and its first repetition, which says that more repetitions follow', () => {
  expect(
    texts(
      [0, expired('just now')],
      [DAY, expired('32 h ago')],
      [2 * DAY, expired('56 h ago')],
      [3 * DAY, expired('3 days ago')],
    ),
  ).toEqual([
    'alert (warning) to bi: loader: the refresh token "a" expired just now, on 2027-03-02.',
    'alert (warning) to bi: loader: the refresh token "a" expired 32 h ago, on 2027-03-02. The warner repeats the alert until the cause ends.',
  ]);
});

test('the warning of each stage before an expiry is a separate entry', () => {
  expect(texts([0, expires('3 days')], [DAY, expires('40 h')])).toHaveLength(2);
});

test('an alert that is sent again after more than eight days has a new cause', () => {
  expect(texts([0, alert('loader', works)], [9 * DAY, alert('loader', works)])).toEqual([
    'alert (warning) to bi: loader: rotation works again.',
    'alert (warning) to bi: loader: rotation works again.',
  ]);
});

test('acts of owners are not folded', () => {
  const act = { kind: 'act', sentence: 'bi stores the credentials' } as const;
  expect(texts([0, act], [0, alert('loader', works)], [0, act])).toEqual([
    'bi stores the credentials',
    'alert (warning) to bi: loader: rotation works again.',
    'bi stores the credentials',
  ]);
});
