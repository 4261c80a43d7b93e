import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

export default defineConfig({
  test: {
    include: ['test/ministack/**/*.ministack.ts'],
    globalSetup: 'test/support/temporary-folder.ts',
    // The files mostly wait, each with its own rotators.
    maxWorkers: 4,
    // The tests of the story depend on each other: after a failure the next tests would wait in vain.
    bail: 1,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
