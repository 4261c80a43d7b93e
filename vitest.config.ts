import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import './test/support/time-zone.ts';

/** These folders simulate weeks in small files. Without results of an earlier run, Vitest would start small files last. */
const isSlow = ({ moduleId }: TestSpecification) =>
  /\/test\/(bench|local\/run|simulation|stories)\//.test(moduleId);

/** Starts the slow files first, so that no slow file is the last to run. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

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
    sequence: { sequencer: SlowFirst },
    // Most objects of a test are short-lived. With more room for them, the garbage collector takes a tenth less CPU.
    execArgv: ['--max-semi-space-size=32'],
    // Vitest would cut a value in a title to 40 characters.
    taskTitleValueFormatTruncate: 0,
    // A busy machine may need seconds to start a process.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
