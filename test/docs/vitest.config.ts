import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

/** `npm run test:docs`: what the documents show, with the tools of a reader: a terminal, the AWS CLI, jq, curl and boto3. */
export default defineConfig({
  test: {
    include: ['test/docs/**/*.tools.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/lambda-bundles.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
