import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

export default defineConfig({
  test: {
    include: ['test/deploy/**/*.deploy.ts'],
    // Each test continues from the state that the test before it left.
    bail: 1,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
