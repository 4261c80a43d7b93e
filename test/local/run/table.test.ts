import { expect, test } from 'vitest';
import { closingTable } from '../../../local/run/table.ts';

test('each integration is a line, with the days on which it was warned', () => {
  const one = {
    name: 'nightly-export',
    about: '',
    rotations: 141,
    consumerReads: 1800,
    consumerFailures: 342,
    consumerSecondReads: 0,
    hoursWithoutLiveToken: 341.75,
    warnings: [
      { day: 30, stage: 30, credential: 'default' },
      { day: 60, stage: 'expired' as const, credential: 'default' },
    ],
    asPromised: true,
  };
  expect(closingTable([one, { ...one, name: 'a', warnings: [] }])).toBe(
    [
      'integration     rotations  consumer reads  failed  hours without a live token  warned on day (days left)',
      '──────────────  ─────────  ──────────────  ──────  ──────────────────────────  ─────────────────────────',
      'nightly-export  141        1800            342     341.75                      30 (30), 60 (expired)',
      'a               141        1800            342     341.75                      none needed',
    ].join('\n'),
  );
});
