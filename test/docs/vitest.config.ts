import { defineConfig } from 'vitest/config';
import '../support/time-zone.ts';

/** `npm run test:docs` runs the commands and snippets of the documents with a terminal, the AWS CLI, jq, curl and boto3. */
export default defineConfig({
  test: {
    include: ['test/docs/**/*.tools.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/lambda-bundles.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
