import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import './test/support/time-zone.ts';

/** A busy machine may need seconds to start a process. */
const limits = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };
/** These tests change nothing outside themselves: their files share a worker and load the CDK and the product once. */
const shared = [
  'test/infra/**/*.test.ts',
  'test/functions/{integration,rotation,sweep,warning}/**/*.test.ts',
  'test/simulation/**/*.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/lambda-bundles.ts'],
    // More workers than cores: many tests wait for a process or a server.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      { test: { name: 'shared', include: shared, isolate: false, ...limits } },
      {
        test: {
          name: 'isolated',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...shared],
          ...limits,
        },
      },
    ],
  },
});
