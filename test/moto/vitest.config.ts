import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

export default defineConfig({
  test: {
    include: ['test/contract/**/*.test.ts', 'test/moto/**/*.moto.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
