import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import '../support/time-zone.ts';

/** The longest duration of each test file, in ms. The last run of a file may be short, because another file failed. */
const longest = new Map<string, number>();

function longestOf({ moduleId }: TestSpecification): number {
  return longest.get(moduleId) ?? 0;
}

/** Runs the fastest test files first, because most mutants fail in a test of a few milliseconds. */
class FastestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    for (const file of files) {
      const last = this.ctx.cache.getTestSpecificationResult(file)?.duration ?? 0;
      longest.set(file.moduleId, Math.max(last, longestOf(file)));
    }
    return Promise.resolve(files.toSorted((one, other) => longestOf(one) - longestOf(other)));
  }
}

/**
 * The tests that Stryker runs against each mutant: the tests of the domain folders except those that try every crash and
 * every interleaving. Those tests take too long for thousands of mutants, and the other tests must detect each mutant
 * alone.
 */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/functions/{integration,renewal,rotation,sweep,warning}/**/*.test.ts'],
    // The files share a worker and load the code once.
    isolate: false,
    sequence: { sequencer: FastestFirst },
    testTimeout: 300_000,
    exclude: ['**/crash-recovery.test.ts', '**/two-rotators.test.ts', '**/node_modules/**'],
  },
});
