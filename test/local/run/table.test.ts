import { expect, test } from 'vitest';
import { closingTable } from '../../../local/run/table.ts';
import type { IntegrationResult } from '../../../local/run/result.ts';

const one: IntegrationResult = {
  name: 'nightly-export',
  about: '',
  rotations: 141,
  renewals: 0,
  consumerReads: 1800,
  consumerFailures: 342,
  consumerSecondReads: 0,
  hoursWithoutActiveToken: 341.75,
  warnings: [
    { day: 30, stage: 30, credential: 'default' },
    { day: 60, stage: 'expired', credential: 'default' },
  ],
  guaranteeKept: true,
};

test('each integration is a line with the days of its warnings', () => {
  expect(closingTable([one, { ...one, name: 'a', warnings: [] }], 80)).toBe(
    [
      'integration     rotations  reads  failed  downtime  warnings: day (days left)',
      '──────────────  ─────────  ─────  ──────  ────────  ─────────────────────────',
      'nightly-export  141        1800   342     341.75 h  30 (30), 60 (expired)',
      'a               141        1800   342     341.75 h  none',
    ].join('\n'),
  );
});

test('many warnings are on several lines, and no line is longer than the given width', () => {
  const warnings = [16, 23, 27, 29, 30, 46, 53, 57, 59].map((day) => ({
    day,
    stage: 14,
    credential: 'default',
  }));
  const lines = closingTable([{ ...one, warnings }, one], 80).split('\n');
  expect(lines.slice(2)).toEqual([
    'nightly-export  141        1800   342     341.75 h  16 (14), 23 (14), 27 (14),',
    '                                                    29 (14), 30 (14), 46 (14),',
    '                                                    53 (14), 57 (14), 59 (14)',
    'nightly-export  141        1800   342     341.75 h  30 (30), 60 (expired)',
  ]);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});
