import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLeaks } from '../support/canary.ts';
import { startWorld, type World } from './world.ts';

const file = join(mkdtempSync(join(tmpdir(), 'status-')), 'status.html');
let world: World;
let page: string;
let stdout: string;

beforeAll(async () => {
  world = await startWorld(['well', 'waiting']);
  await world.onboard('well', 2, 30);
  ({ stdout } = await world.cli(['status', '--html', file]));
  page = readFileSync(file, 'utf8');
});
afterAll(() => world.close());

test('status --html writes a page, and prints the name of the file and the usual table', async () => {
  expect(stdout).toContain(`Wrote ${file}`);
  expect(stdout).toMatch(/^well +fresh/m);
  const { body } = await world.json(['status', '--html', file]);
  expect(body).toMatchObject({ needsPerson: true, html: file });
});

test('the page has a picture of each integration for a laptop and for a phone', () => {
  for (const name of ['well', 'waiting']) {
    expect(page.match(new RegExp(`aria-label="${name}: `, 'g'))).toHaveLength(2);
  }
  expect(page).toMatch(/>expires \d{4}-\d{2}-\d{2}</);
});

test('the page shows what an operator must do now, and the next dates', () => {
  expect(page).toContain('1 of 2 need an operator');
  expect(page).toContain('<li>Store its first credential: npx alation-tokens onboard waiting');
  expect(page).toMatch(/<p class="figure">\d{4}-\d{2}-\d{2}, in 30 days<\/p>/);
  expect(page.match(/<code>npx alation-tokens replace well --name well-[ab]<\/code>/g)).toEqual([
    '<code>npx alation-tokens replace well --name well-b</code>',
    '<code>npx alation-tokens replace well --name well-a</code>',
  ]);
});

test('the page runs no script, loads nothing and contains no secret', async () => {
  expect(page).not.toContain('<script');
  expect(page).toContain(`default-src 'none'`);
  const { accessToken } = await world.published('well');
  const refreshTokens = world.aws.secrets
    .all()
    .flatMap(({ versions }) =>
      [...versions.values()].flatMap(({ data }) =>
        data.kind === 'string'
          ? [...data.text.matchAll(/"refresh_token":"([^"]+)"/g)].map(([, one = '']) => one)
          : [],
      ),
    );
  expect(refreshTokens.length).toBeGreaterThan(1);
  expect(findLeaks(page, [accessToken, ...refreshTokens])).toEqual([]);
});

test('the error for a file that cannot be written names the option to change', async () => {
  const { code, stderr } = await world.cli(['status', '--html', '/dev/null/status.html']);
  expect(code).toBe(2);
  expect(stderr).toContain('The page cannot be written to /dev/null/status.html (ENOTDIR).');
  expect(stderr).toContain('Give --html a file in a folder that exists');
});

test('status writes no page if there is no integration', async () => {
  const { body } = await world.json(['status', '--prefix', 'nowhere', '--html', file]);
  expect(body).toMatchObject({ integrations: [], html: null });
});
