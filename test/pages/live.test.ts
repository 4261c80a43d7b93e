import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve, type Served } from '../../local/serve/serve.ts';
import { findLeaks } from '../support/canary.ts';
import { secretsOf } from '../support/local-secrets.ts';
import { browserPath, openPage, startBrowser, testWindows } from './browser.ts';

const bars = (page: Page) => page.locator('[data-integration="demo"] .published').count();
const said = (page: Page) => page.locator('[role=status]').textContent();

/** Presses a button by keyboard, and waits until the server has done it. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).press('Enter');
  await page.locator('main[aria-busy=false]').waitFor();
}

/** The time that the page shows, ms since the epoch. */
async function shownTime(page: Page): Promise<number> {
  const text = (await page.locator('[data-clock]').textContent()) ?? '';
  return Date.parse(text.replace(' UTC', 'Z').replace(' ', 'T'));
}

describe.skipIf(browserPath === undefined)('the page of npm run local in a browser', () => {
  let browser: Browser;
  let served: Served;
  beforeAll(async () => {
    served = await serve({ awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' }, () => {});
    await served.runRotator();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  test('its buttons work by keyboard, and what one page does the other follows', async () => {
    const [one, other] = [
      await openPage(browser, served.controlUrl),
      await openPage(browser, served.controlUrl),
    ];
    await one.page.keyboard.press('Tab');
    expect(await one.page.evaluate('document.activeElement.textContent')).toBe('An hour');
    const before = await shownTime(one.page);
    const shape = await other.page.locator('[data-integration="demo"]').innerHTML();
    await press(one.page, 'A day');
    expect(await said(one.page)).toMatch(/^96 runs of the rotator \(\d rotations?\) and 1 of the warner\.$/);
    await expect.poll(() => shownTime(other.page)).toBeGreaterThanOrEqual(before + 23 * 3_600_000);
    await expect.poll(() => bars(other.page)).toBeGreaterThan(0);
    expect(await other.page.locator('[data-integration="demo"]').innerHTML()).not.toBe(shape);
    expect([...one.problems, ...other.problems]).toEqual([]);
  });

  test('an outage is a button that stays pressed, and its mail appears in the inbox to be opened', async () => {
    const { page, problems } = await openPage(browser, served.controlUrl);
    const outage = page.getByRole('button', { name: 'Outage of Alation' });
    await press(page, 'Outage of Alation');
    await expect.poll(() => outage.getAttribute('aria-pressed')).toBe('true');
    await press(page, 'A day');
    await expect.poll(() => page.getByText('rotation failing').count()).toBeGreaterThan(0);
    await page.locator('summary', { hasText: 'rotation failing' }).first().press('Enter');
    expect(await page.getByText('demo: rotation has been failing').first().isVisible()).toBe(true);
    await press(page, 'Outage of Alation');
    await expect.poll(() => outage.getAttribute('aria-pressed')).toBe('false');
    await press(page, 'Next event');
    expect(await said(page)).toMatch(/^Access Token Rotated, after/);
    expect(problems).toEqual([]);
  });

  test('mints of another program, a rejection and a replacement show in words and in the picture', async () => {
    const { page, problems } = await openPage(browser, served.controlUrl);
    await press(page, 'Another program mints');
    expect(await said(page)).toContain('Another program begins to mint from "blue"');
    await press(page, 'Another program mints');
    expect(await said(page)).toContain('The other program stops minting');
    await press(page, 'Reject a credential');
    await press(page, 'An hour');
    await press(page, 'Replace rejected tokens');
    expect(await said(page)).toContain('You replace');
    await expect.poll(() => page.locator('[data-integration="demo"] .act').count()).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });

  testWindows('the page', async (options) => {
    const opened = await openPage(browser, served.controlUrl, options);
    await opened.page.locator('[data-mails] summary').first().click();
    return opened;
  });

  test('no secret is in the document', async () => {
    const { page } = await openPage(browser, served.controlUrl);
    expect(findLeaks(await page.content(), secretsOf(served))).toEqual([]);
  });

  test('when the server ends, the page says so', async () => {
    const another = await serve(
      { awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' },
      () => {},
    );
    const { page } = await openPage(browser, another.controlUrl);
    await another.close();
    await expect.poll(() => said(page)).toContain('npm run local');
  });
});
