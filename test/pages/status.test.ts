import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statusPage } from '../../cli/status/status-page.ts';
import { exampleStatuses } from '../cli/example-statuses.ts';
import { NOW } from '../functions/rotation/state-fixture.ts';
import { browserPath, isTooWide, openPage, startBrowser, testWindows } from './browser.ts';

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

  test.each([1280, 700, 390])(
    'at %d pixels the table of dates is not cut off, even with long names',
    async (width) => {
      const long = `an-integration-with-a-name-of-${'many-'.repeat(7)}characters`;
      const statuses = exampleStatuses.map((status) => ({
        ...status,
        integration: `${status.integration}-${long}`,
      }));
      const file = join(mkdtempSync(join(tmpdir(), 'status-')), 'long.html');
      writeFileSync(file, statusPage(statuses, { prefix: 'alation', now: NOW }));
      for (const shown of [url, pathToFileURL(file).href]) {
        const { page } = await openPage(browser, shown, { viewport: { width, height: 900 } });
        const tooWide = `[...document.querySelectorAll('table,table td')].some((one) => {
        const { left, right } = one.getBoundingClientRect();
        return left < 0 || right > innerWidth || one.scrollWidth > one.clientWidth;
      })`;
        expect([await page.evaluate(tooWide), await isTooWide(page)]).toEqual([false, false]);
        expect(await page.getByText('npx alation-tokens replace dashboards').first().isVisible()).toBe(true);
        await page.context().close();
      }
    },
  );
});
