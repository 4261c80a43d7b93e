import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusPage } from '../../cli/status/status-page.ts';
import { exampleStatuses } from '../cli/example-statuses.ts';
import { NOW } from '../functions/rotation/state-fixture.ts';
import { browserPath, openPage, startBrowser, testWindows } from './browser.ts';

describe.skipIf(browserPath === undefined)('the page of status in a browser', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'status-')), 'status.html');
    writeFileSync(file, statusPage(exampleStatuses, { prefix: 'alation', now: NOW }));
    url = pathToFileURL(file).href;
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  testWindows('the page', (options) => openPage(browser, url, options));

  test('each integration has one picture', async () => {
    const { page } = await openPage(browser, url);
    expect(await page.getByRole('img').count()).toBe(exampleStatuses.length);
    await page.context().close();
  });
});
