import { expect, test } from 'vitest';
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
  warnings: [],
  guaranteeKept: true,
};
const bad = {
  ...good,
  name: 'export',
  credentials: 1,
  consumerFailures: 342,
  hoursWithoutActiveToken: 351.75,
};

test('the conclusion has a line for each integration, and says what two credentials are good for', () => {
  expect(conclusion(75, [good, { ...bad, about: 'one refresh token' }])).toEqual([
    'After 75 days and 308 rotations: 342 of 3600 consumer reads failed.',
    '',
    '✓ search-portal  two refresh tokens',
    '✗ export         down 15 days: one refresh token',
    '',
    'Two credentials: no read failed. Each integration marked ✗ has one credential.',
  ]);
});

test('less than two days without an active access token are shown in hours', () => {
  expect(conclusion(75, [{ ...bad, hoursWithoutActiveToken: 11.5 }])[2]).toContain('down 12 h: ');
});

test('without a failed read, and with a failed one despite two credentials, there is no such sentence', () => {
  expect(conclusion(75, [good])).toHaveLength(3);
  expect(conclusion(75, [good, { ...bad, credentials: 2 }])).toHaveLength(4);
});

test('no line is longer than 80 characters, whatever happens to the integrations of npm start', () => {
  const results = stories.map(({ integration: name, about, mustNotFail }) => ({
    ...(mustNotFail ? good : bad),
    name,
    about,
    hoursWithoutActiveToken: name === 'nightly-export' ? 940 * 24 : 11.5,
  }));
  expect(conclusion(1_000, results).filter((line) => line.length > 80)).toEqual([]);
});
