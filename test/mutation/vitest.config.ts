import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

/**
 * The tests that Stryker runs against each mutant: the tests of the domain folders except those that try every crash and
 * every interleaving. They take too long for thousands of mutants, and the other tests must detect each mutant without
 * them.
 */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/functions/{integration,renewal,rotation,sweep,warning}/**/*.test.ts'],
    testTimeout: 300_000,
    exclude: ['**/crash-recovery.test.ts', '**/two-rotators.test.ts', '**/node_modules/**'],
  },
});
