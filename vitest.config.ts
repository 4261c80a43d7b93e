import { configDefaults, defineConfig } from 'vitest/config';

const limits = { testTimeout: 60_000, hookTimeout: 120_000 };
/** Tests of templates share nothing that changes: in one worker they load the CDK once instead of once a file. */
const infra = ['test/infra/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: 'test/support/temporary-folder.ts',
    projects: [
      { test: { name: 'infra', include: infra, isolate: false, ...limits } },
      {
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...infra],
          ...limits,
        },
      },
    ],
  },
});
