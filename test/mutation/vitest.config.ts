import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * What Stryker runs against each mutant: the tests of what is decided and done, in rotation and in warnings, without those that try every
 * crash and every interleaving. Those take too long for thousands of mutants, and a mutant must die without them.
 */
export default defineConfig({
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/functions/{rotation,expiry}/**/*.test.ts'],
    exclude: ['**/crash-recovery.test.ts', '**/two-rotators.test.ts', '**/node_modules/**'],
  },
});
