import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/ministack/**/*.ministack.ts'],
    globalSetup: 'test/support/temporary-folder.ts',
    // The files mostly wait, each with rotators of its own.
    maxWorkers: 4,
    // The story is told in order: what comes after a failure would wait in vain.
    bail: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
