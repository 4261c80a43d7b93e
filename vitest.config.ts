import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import './test/support/time-zone.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/lambda-bundles.ts'],
    // No test file changes state that another test file reads. So the files of a worker load the CDK once.
    isolate: false,
    // Node.js strips the types and loads the modules. Vitest need not load modules, because no test replaces a module.
    experimental: { viteModuleRunner: false },
    // More workers than cores: many tests wait for a process or a server.
    maxWorkers: availableParallelism() * 2,
    // A busy machine may need seconds to start a process.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
