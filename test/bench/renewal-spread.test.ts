import { expect, test } from 'vitest';
import { renewalDays } from '../../bench/figures/renewal-spread.ts';

const ALL = 2_000;

test.each([1, 2])(
  'onboarding all at once makes no tick of any day renew more than an eighth of them, with %i credentials',
  (credentials) => {
    const days = renewalDays(ALL, credentials, 10, 40);
    expect(Math.max(...days.map(({ mostInTick }) => mostInTick)) / ALL).toBeLessThan(1 / 8);
    expect(days.every(({ renewals }) => renewals > 0)).toBe(true);
  },
);

test.each([
  { credentials: 1, days: 8 },
  { credentials: 2, days: 25 },
])(
  'with $credentials credentials renewals are spread over the whole day after $days days',
  ({ credentials, days }) => {
    const settled = renewalDays(ALL, credentials, days, 40).at(-1);
    expect(settled?.peakToMean).toBeLessThan(1.8);
    expect((settled?.renewals ?? 0) / ALL).toBeGreaterThan(1.9);
    expect((settled?.renewals ?? 0) / ALL).toBeLessThan(2.2);
  },
);
