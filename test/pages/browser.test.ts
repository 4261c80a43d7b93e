import { expect, test } from 'vitest';
import { browserPath, isBrowserRequired } from './browser.ts';

test.skipIf(!isBrowserRequired)(
  'the browser that .ci/run installs exists, so that no test of a page is skipped',
  () => {
    expect(browserPath).toBeDefined();
  },
);
