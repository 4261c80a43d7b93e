import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/deploy/**/*.deploy.ts'],
    // One story, told in order.
    bail: 1,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
