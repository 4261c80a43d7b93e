import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, test } from 'vitest';

/** Whether a missing browser fails the tests, as in `.ci/run`. On a developer's machine the tests are skipped instead. */
export const isBrowserRequired = process.env['REQUIRE_BROWSER'] === 'true';

/** The Chromium or Chrome of this machine; undefined if there is none. No test downloads a browser. */
export const browserPath = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find(isExecutable);

if (browserPath === undefined && !isBrowserRequired) {
  console.log('Skipped: the tests of pages need Chromium or Chrome (apt-get install chromium) on the PATH.');
}

/** The windows in which every page is tested: a laptop and a phone, light and dark. */
export const windows = [1280, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    width,
    colorScheme,
    options: { viewport: { width, height: width > 600 ? 900 : 844 }, colorScheme },
  })),
);

/** Starts the browser without a window. Root, as in CI, can run it only without its sandbox. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath,
    args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
}

/** A page in its own browser context, and the problems of the page. */
export interface OpenPage {
  readonly page: Page;
  /** Errors on the console, uncaught errors, and requests to another origin. */
  readonly problems: readonly string[];
}

/** Opens a page. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    const isOwn = request.url().startsWith('data:') || originOf(request.url()) === originOf(url);
    if (!isOwn) problems.push(`request to ${request.url()}`);
  });
  await page.goto(url);
  return { page, problems };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** The violations of the rules of axe-core on a page, as `rule: element`. */
async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>('globalThis.axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/**
 * Tests a page in each window: the page has no error, is no wider than the window, and axe finds no violation.
 *
 * @param what the name of the page
 * @param open opens the page, and one of its folded parts if it has any
 */
export function testWindows(what: string, open: (options: BrowserContextOptions) => Promise<OpenPage>): void {
  test.each(windows)(
    `in a $colorScheme window of $width pixels ${what} has no error, is no wider than the window, and axe finds no violation`,
    async ({ options }) => {
      const { page, problems } = await open(options);
      expect(await accessibilityViolations(page)).toEqual([]);
      expect(await isTooWide(page)).toBe(false);
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );
}

/** Whether a page is wider than its window. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth');
}

function originOf(url: string): string {
  const { origin, protocol } = new URL(url);
  return protocol === 'file:' ? 'file:' : origin;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
