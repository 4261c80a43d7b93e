import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/ministack/**/*.alarms.ts'],
    globalSetup: 'test/support/temporary-folder.ts',
    testTimeout: 3_000_000,
    hookTimeout: 600_000,
  },
});
