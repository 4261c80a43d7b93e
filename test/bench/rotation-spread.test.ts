import { expect, test } from 'vitest';
import { renewalDays } from '../../bench/figures/renewal-spread.ts';

const ALL = 2_000;

test.each([1, 2])(
  'renewals of integrations that were onboarded together are spread over every day, with %i credentials',
  (credentials) => {
    for (const { renewals, peakToMean } of renewalDays(ALL, credentials, 10, 40)) {
      expect(peakToMean).toBeLessThan(1.8);
      expect(renewals / ALL).toBeGreaterThan(1.4);
      expect(renewals / ALL).toBeLessThan(2.2);
    }
  },
);
