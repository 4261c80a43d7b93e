import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

export default defineConfig({
  test: {
    include: ['test/packaging/**/*.package.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/packaging/installed.ts'],
    maxWorkers: '100%',
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
