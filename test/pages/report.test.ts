import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageScript } from '../../local/report/page-script.ts';
import { reportPage } from '../../local/report/report-page.ts';
import { tenDays } from '../picture/example-timeline.ts';
import { browserPath, isTooWide, openPage, startBrowser, testWindows, windows } from './browser.ts';

/** The text about the view of the pictures. */
const shown = (page: Page) => page.locator('[data-view]').textContent();
/** The position of the picture of "search-portal" in the window. */
async function pictureOf(page: Page) {
  const box = await page.locator('[data-integration="search-portal"]').boundingBox();
  if (box === null) throw new Error('The page has no picture.');
  return { ...box, left: box.x + 112, right: box.x + box.width - 8, middle: box.y + 28 };
}

describe.skipIf(browserPath === undefined)('the report in a browser', () => {
  let browser: Browser;
  let url: string;
  beforeAll(async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html');
    writeFileSync(file, reportPage(tenDays, { seed: 1, script: await pageScript('report') }));
    url = pathToFileURL(file).href;
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());

  testWindows('the report', async (options) => {
    const opened = await openPage(browser, url, options);
    await opened.page.getByText('events as a table').click();
    return opened;
  });

  test('the buttons of the report work by keyboard', async () => {
    const { page } = await openPage(browser, url);
    expect(await shown(page)).toBe('all 10 days');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Zoom in');
    await page.keyboard.press('Enter');
    expect(await shown(page)).toBe('day 2 to day 7');
    await page.getByRole('button', { name: 'Outage' }).press('Space');
    expect(await shown(page)).toBe('day 2 12:00 to day 4 12:00');
    await page.context().close();
  });

  test('keys zoom and move the view', async () => {
    const { page } = await openPage(browser, url);
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowRight');
    expect(await shown(page)).toBe('day 5 to day 10');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('-');
    await page.keyboard.press('0');
    expect(await shown(page)).toBe('all 10 days');
    await page.context().close();
  });

  test('a drag of the mouse zooms to the selected time, and a double click zooms in', async () => {
    const { page } = await openPage(browser, url);
    const { left, right, middle } = await pictureOf(page);
    const dayAt = (day: number) => left + ((right - left) * day) / 10;
    await page.mouse.move(dayAt(4), middle);
    await page.mouse.down();
    await page.mouse.move(dayAt(6), middle);
    expect(await page.locator('.selection').count()).toBe(1);
    await page.mouse.up();
    expect(await page.locator('.selection').count()).toBe(0);
    expect(await shown(page)).toMatch(/^day (3 23:|4 00:)\d\d to day (5 23:|6 00:)\d\d$/);
    await page.keyboard.press('0');
    await page.mouse.dblclick(dayAt(5), middle);
    expect(await shown(page)).toMatch(/^day 3 \d\d:\d\d to day 6 \d\d:\d\d$/);
    await page.context().close();
  });

  test('the page describes what is under the mouse', async () => {
    const { page } = await openPage(browser, url);
    const { left, middle, y } = await pictureOf(page);
    await page.mouse.move(left + 40, middle);
    expect(await page.locator('.tooltip').innerText()).toContain(
      'Access token minted from "blue" at day 0 00:00',
    );
    await page.mouse.move(left - 60, y - 30);
    expect(await page.locator('.tooltip').isVisible()).toBe(false);
    await page.context().close();
  });

  test('one finger moves the view, two fingers zoom, and a touch shows a description of the place', async () => {
    const { page } = await openPage(browser, url, { ...windows[2]?.options, hasTouch: true });
    await page.locator('[data-integration="search-portal"]').scrollIntoViewIfNeeded();
    const { x, y } = await pictureOf(page);
    const session = await page.context().newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: readonly number[]) => {
      const touchPoints = xs.map((dx, id) => ({ x: x + dx, y: y + 25, id }));
      await session.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    await touch('touchStart', 150, 250);
    for (const step of [10, 20, 30, 40, 50]) await touch('touchMove', 150 - step, 250 + step);
    await touch('touchEnd');
    const zoomed = await shown(page);
    expect(zoomed).toMatch(/^day 2 to day 7$/);

    await touch('touchStart', 250);
    for (const step of [20, 40, 60, 80]) await touch('touchMove', 250 - step);
    await touch('touchEnd');
    expect(await shown(page)).toMatch(/^day 3 to day 8$/);

    await touch('touchStart', 200);
    await touch('touchEnd');
    expect(await page.locator('.tooltip').innerText()).toContain('refresh token "blue"');
    await page.context().close();
  });

  test('the report is drawn again for another width', async () => {
    const { page } = await openPage(browser, url);
    await page.setViewportSize({ width: 390, height: 800 });
    const widths = () =>
      page.locator('.lane').evaluateAll((lanes) => lanes.map((lane) => lane.getAttribute('width')));
    await expect.poll(widths).toEqual(['366', '366']);
    await expect.poll(() => isTooWide(page)).toBe(false);
    await page.context().close();
  });

  test('without JavaScript the report has pictures and no buttons', async () => {
    const { page, problems } = await openPage(browser, url, { javaScriptEnabled: false });
    expect(await page.locator('svg.lane').count()).toBe(2);
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByText('no active access token').first().isVisible()).toBe(true);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
