import { expect, test } from 'vitest';
import { closingTable } from '../../../local/run/table.ts';
import type { IntegrationResult } from '../../../local/run/result.ts';

const one: IntegrationResult = {
  name: 'nightly-export',
  about: '',
  rotations: 141,
  consumerReads: 1800,
  consumerFailures: 342,
  consumerSecondReads: 0,
  hoursWithoutLiveToken: 341.75,
  warnings: [
    { day: 30, stage: 30, credential: 'default' },
    { day: 60, stage: 'expired', credential: 'default' },
  ],
  asPromised: true,
};

test('each integration is a line, with the days on which it was warned', () => {
  expect(closingTable([one, { ...one, name: 'a', warnings: [] }])).toBe(
    [
      'integration     rotations  reads  failed  inactive h  warned on day (days left)',
      '──────────────  ─────────  ─────  ──────  ──────────  ─────────────────────────',
      'nightly-export  141        1800   342     341.75      30 (30), 60 (expired)',
      'a               141        1800   342     341.75      none needed',
    ].join('\n'),
  );
});

test('many warnings go on below, and no line is longer than 100 characters', () => {
  const warnings = [16, 23, 27, 29, 30, 46, 53, 57, 59].map((day) => ({
    day,
    stage: 14,
    credential: 'default',
  }));
  const lines = closingTable([{ ...one, warnings }, one]).split('\n');
  expect(lines.slice(2)).toEqual([
    'nightly-export  141        1800   342     341.75      16 (14), 23 (14), 27 (14), 29 (14), 30 (14),',
    '                                                      46 (14), 53 (14), 57 (14), 59 (14)',
    'nightly-export  141        1800   342     341.75      30 (30), 60 (expired)',
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
});
