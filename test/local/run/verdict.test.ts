import { expect, test } from 'vitest';
import { contestMeaning } from '../../../functions/integration/contest-texts.ts';
import type { IntegrationResult } from '../../../local/run/result.ts';
import { stories } from '../../../local/run/stories.ts';
import { conclusion } from '../../../local/run/verdict.ts';

const good: IntegrationResult = {
  name: 'search-portal',
  about: 'two refresh tokens',
  credentials: 2,
  rotations: 154,
  renewals: 0,
  consumerReads: 1800,
  consumerFailures: 0,
  consumerSecondReads: 0,
  hoursWithoutActiveToken: 0,
  downtime: [],
  warnings: [],
  guaranteeKept: true,
};
const DAY = 24 * 60;
const expiry = { cause: 'its only refresh token expired', minutes: 14 * DAY };
const bad = { ...good, name: 'export', credentials: 1, consumerFailures: 342, downtime: [expiry] };
const linesOf = (comparesExpiries: boolean, ...integrations: readonly IntegrationResult[]) =>
  conclusion({ days: 75, integrations, comparesExpiries });

test('the conclusion has a line for each integration, and states the effect of two credentials', () => {
  expect(linesOf(true, good, bad)).toEqual([
    'After 75 days and 308 rotations: 342 of 3600 consumer reads failed.',
    '',
    '✓ search-portal  two refresh tokens',
    '✗ export         342 of 1800 reads failed',
    '  down 14 days: its only refresh token expired',
    '',
    'Two credentials: no read failed. Each integration marked ✗ has one credential.',
  ]);
});

test('each cause of failed reads has a line with its duration', () => {
  const shared = { cause: contestMeaning({ credential: 'default', sharedWith: 'notebook' }), minutes: 765 };
  expect(linesOf(true, { ...bad, downtime: [expiry, shared] }).slice(3, 5)).toEqual([
    '  down 14 days: its only refresh token expired',
    '  down 12 h: the integration "notebook" uses the same credential "default"',
  ]);
});

test('the conclusion says nothing about two credentials if the run compares no expiries, or if reads failed despite two credentials', () => {
  expect(linesOf(false, good, bad).at(-1)).toContain('its only refresh token expired');
  expect(linesOf(true, good, bad, { ...bad, credentials: 2 }).at(-1)).not.toContain('Two credentials');
});

test('no line of the conclusion is longer than 80 characters, even if the causes and durations are long', () => {
  const results = stories.map(({ integration: name, about, mustNotFail }) => ({
    ...(mustNotFail ? good : bad),
    name,
    about,
    downtime: [
      { ...expiry, minutes: 940 * DAY },
      {
        cause: contestMeaning({ credential: 'default', sharedWith: 'nightly-export' }),
        minutes: 47 * 60,
      },
    ],
  }));
  expect(linesOf(true, ...results).filter((line) => line.length > 80)).toEqual([]);
});
