import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, type Served } from '../../local/serve/serve.ts';
import { findLeaks } from '../support/canary.ts';
import { runningClock } from '../support/running-clock.ts';
import { secretsOf } from '../support/local-secrets.ts';
import { browserPath, openPage, startBrowser, testWindows } from './browser.ts';

const bars = (page: Page) => page.locator('[data-integration="demo"] .published').count();
const statusText = (page: Page) => page.locator('[role=status]').textContent();

/** Presses a button by keyboard, and waits until the server has answered. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).press('Enter');
  await page.locator('main[aria-busy=false]').waitFor();
}

/** The time that the page shows, ms since the epoch. */
async function shownTime(page: Page): Promise<number> {
  const text = (await page.locator('[data-clock]').textContent()) ?? '';
  return Date.parse(text.replace(' UTC', 'Z').replace(' ', 'T'));
}

/** Simulates that a page is hidden behind another tab, or visible again. */
const setHidden = (page: Page, isHidden: boolean) =>
  page.evaluate(
    `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });` +
      `document.dispatchEvent(new Event('visibilitychange'))`,
  );

/** Starts the servers of `npm run local`, with the control server on this port. */
const start = (controlPort = 0) =>
  serve(
    { awsPort: 0, alationPort: 0, controlPort, supersession: 'revokes' },
    () => {},
    runningClock('05:00'),
  );

describe.skipIf(browserPath === undefined)('the page of npm run local in a browser', () => {
  let browser: Browser;
  let served: Served;
  beforeAll(async () => {
    served = await start();
    await served.runRotator();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  test('the buttons work by keyboard, and another open page shows the same change', async () => {
    const [one, other] = [
      await openPage(browser, served.controlUrl),
      await openPage(browser, served.controlUrl),
    ];
    await one.page.keyboard.press('Tab');
    expect(await one.page.evaluate('document.activeElement.textContent')).toBe('An hour');
    const before = await shownTime(one.page);
    const shape = await other.page.locator('[data-integration="demo"]').innerHTML();
    await press(one.page, 'A day');
    expect(await statusText(one.page)).toMatch(
      /^96 runs of the rotator \(\d rotations?\) and 1 of the warner\.$/,
    );
    await expect.poll(() => shownTime(other.page)).toBeGreaterThanOrEqual(before + 23 * 3_600_000);
    await expect.poll(() => bars(other.page)).toBeGreaterThan(0);
    expect(await other.page.locator('[data-integration="demo"]').innerHTML()).not.toBe(shape);
    expect([...one.problems, ...other.problems]).toEqual([]);
  });

  test('a button begins and ends an outage, and the inbox shows a mail about it', async () => {
    const { page, problems } = await openPage(browser, served.controlUrl);
    const shown = (name: string) => page.getByRole('button', { name, exact: true }).count();
    await press(page, 'Begin an outage');
    expect(await shown('End the outage')).toBe(1);
    expect(await statusText(page)).toContain("Alation's token endpoints answer 503.");
    await press(page, 'A day');
    await expect.poll(() => page.getByText('rotation failing').count()).toBeGreaterThan(0);
    await page.locator('summary', { hasText: 'rotation failing' }).first().press('Enter');
    expect(await page.getByText('demo: rotation has been failing').first().isVisible()).toBe(true);
    await press(page, 'End the outage');
    expect(await statusText(page)).toContain('The outage has ended.');
    expect(await shown('Begin an outage')).toBe(1);
    await press(page, 'Begin an outage');
    served.alation.faults.clear();
    await press(page, 'An hour');
    await expect.poll(() => shown('Begin an outage')).toBe(1);
    await press(page, 'Next event');
    expect(await statusText(page)).toMatch(/^Access Token Rotated, after/);
    expect(problems).toEqual([]);
  });

  test('mails that are repeated daily are one item with the number of mails', async () => {
    const { page, problems } = await openPage(browser, served.controlUrl);
    await press(page, 'Let another program mint');
    for (let day = 0; day < 4; day += 1) await press(page, 'A day');
    await press(page, 'Stop the other program');
    const repeated = page.locator('[data-mails] summary', { hasText: 'another program or person mints' });
    await expect.poll(() => repeated.allTextContents()).toEqual([expect.stringMatching(/, [34] times$/)]);
    expect(problems).toEqual([]);
  });

  test('the page shows mints of another program, a rejection and a replacement as texts and in the picture', async () => {
    const { page, problems } = await openPage(browser, served.controlUrl);
    await press(page, 'Let another program mint');
    expect(await statusText(page)).toContain('Another program begins to mint from "blue"');
    await press(page, 'Stop the other program');
    expect(await statusText(page)).toContain('The other program stops minting');
    await press(page, 'Reject a credential');
    await press(page, 'An hour');
    await press(page, 'Replace rejected tokens');
    expect(await statusText(page)).toContain('You replace');
    await expect.poll(() => page.locator('[data-integration="demo"] .act').count()).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });

  testWindows('the page', async (options) => {
    const opened = await openPage(browser, served.controlUrl, options);
    await opened.page.locator('[data-mails] summary').first().click();
    return opened;
  });

  testWindows('the page of refresh tokens', async (options) => {
    const opened = await openPage(browser, `${served.alation.url}/account/auth`, options);
    await opened.page.getByRole('cell', { name: 'demo blue' }).first().waitFor();
    return opened;
  });

  test('the page contains no secret', async () => {
    const { page } = await openPage(browser, served.controlUrl);
    expect(findLeaks(await page.content(), secretsOf(served))).toEqual([]);
  });

  test('a page shows that its server does not answer, and shows the new run after the server starts again', async () => {
    const ended = await start();
    const { page } = await openPage(browser, ended.controlUrl);
    const before = await shownTime(page);
    await press(page, 'A day');
    await expect.poll(() => shownTime(page)).toBeGreaterThan(before + 23 * 3_600_000);
    await ended.close();
    await expect.poll(() => statusText(page)).toContain('Then this page shows the new run.');
    const restarted = await start(Number(new URL(ended.controlUrl).port));
    await expect.poll(() => shownTime(page), { timeout: 10_000 }).toBeLessThan(before + 3_600_000);
    expect(await statusText(page)).toBe('Move the clock, or cause a failure.');
    await restarted.close();
  });

  test('a hidden page closes its connection, so that ten pages of one browser work', async () => {
    const context = await browser.newContext();
    const pages: Page[] = [];
    for (let count = 0; count < 10; count += 1) {
      const page = await context.newPage();
      await page.goto(served.controlUrl, { timeout: 5_000 });
      pages.push(page);
      if (count < 9) await setHidden(page, true);
    }
    const [first, last] = [pages[0] as Page, pages[9] as Page];
    await press(last, 'An hour');
    expect(await statusText(last)).toContain('4 runs of the rotator');
    await expect.poll(() => shownTime(last)).toBeGreaterThan(await shownTime(first));
    await setHidden(first, false);
    await expect.poll(() => shownTime(first)).toBeGreaterThanOrEqual(await shownTime(last));
    await context.close();
  });
});
