import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/contract/**/*.test.ts', 'test/moto/**/*.moto.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
