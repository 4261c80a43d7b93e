import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import './test/support/time-zone.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/lambda-bundles.ts'],
    // Tests change nothing outside themselves, so the files of a worker load the CDK and the product once.
    isolate: false,
    // Node.js strips the types itself. No test replaces a module, so Vitest need not load them.
    experimental: { viteModuleRunner: false },
    // More workers than cores: many tests wait for a process or a server.
    maxWorkers: availableParallelism() * 2,
    // A busy machine may need seconds to start a process.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
