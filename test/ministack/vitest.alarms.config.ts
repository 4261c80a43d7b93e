import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

export default defineConfig({
  test: {
    include: ['test/ministack/**/*.alarms.ts'],
    globalSetup: 'test/support/temporary-folder.ts',
    // The tests mostly wait.
    maxConcurrency: 20,
    testTimeout: 3_000_000,
    hookTimeout: 600_000,
  },
});
