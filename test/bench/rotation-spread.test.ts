import { expect, test } from 'vitest';
import { rotationDays } from '../../bench/figures/rotation-spread.ts';

const ALL = 2_000;

test.each([1, 2])(
  'rotations of integrations that were onboarded together are spread over every day, with %i credentials',
  (credentials) => {
    for (const { rotations, peakToMean } of rotationDays(ALL, credentials, 10, 40)) {
      expect(peakToMean).toBeLessThan(1.8);
      expect(rotations / ALL).toBeGreaterThan(1.4);
      expect(rotations / ALL).toBeLessThan(2.2);
    }
  },
);
