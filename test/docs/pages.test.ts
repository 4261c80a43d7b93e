import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { anchorOf } from '../../infra/table-of-contents.ts';
import { stories } from '../../local/run/stories.ts';

const ROOT = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/*.md', '.github/*.md'], { cwd: ROOT }).toSorted();
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);

const anchorsOf = (page: string): readonly string[] =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

test('the patterns find the README and more than 15 pages', () => {
  expect(pages).toContain('README.md');
  expect(pages.length).toBeGreaterThan(15);
});

test.each(pages)('every script that %s names is in package.json', (page) => {
  const named = [...read(page).matchAll(/npm (?:run ([\w:]+)|(start|test))\b/g)].map(
    ([, script, short]) => script ?? short,
  );
  expect(named.filter((script) => !scripts.includes(script ?? ''))).toEqual([]);
});

test.each(pages)('every link of %s within the project has a target', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? page : join(page, '..', path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/** Paths in backticks that begin with a folder of the project; `<name>` and `*` stand for any name. */
const PATH = /`((?:functions|infra|cli|local|test|bench|docs)\/[^`\s]*)`/g;

test.each(pages)('every file that %s names exists', (page) => {
  const named = [...read(page).matchAll(PATH)].map(([, path = '']) => path);
  const missing = named.filter(
    (path) => globSync(path.replaceAll(/<[\w-]+>/g, '*'), { cwd: ROOT }).length === 0,
  );
  expect(missing).toEqual([]);
});

test('every source file in the diagrams of docs/architecture.md exists', () => {
  const sources = new Set(
    globSync('{functions,infra,cli,local,test}/**/*.ts', { cwd: ROOT }).map((path) => basename(path)),
  );
  const named = [...read('docs/architecture.md').matchAll(/[\w.-]+\.ts\b/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !sources.has(name))).toEqual([]);
});

test.each(pages.filter((page) => page.startsWith('docs/')))('the README links to %s', (page) => {
  expect(read('README.md')).toContain(`](${page}`);
});

test('every page of docs/ with five sections or more has a table of contents', () => {
  const missing = pages.filter(
    (page) =>
      page.startsWith('docs/') &&
      (read(page).match(/^## /gm) ?? []).length >= 5 &&
      !read(page).includes('<!-- contents:begin -->'),
  );
  expect(missing).toEqual([]);
});

test('the README shows the last lines of `npm start` for each integration', () => {
  const readme = read('README.md');
  for (const { integration, about, mustNotFail } of stories) {
    const verdict = mustNotFail
      ? `✓ ${integration} +${about}`
      : `✗ ${integration} +\\d+ of 1800 reads failed`;
    expect(readme).toMatch(new RegExp(`^${verdict}$`, 'm'));
  }
});

test.each([
  ['python', 'read_token.py', 'def get('],
  ['ts', 'read-token.ts', 'async function get('],
])('docs/consumers.md shows the %s snippet unchanged', (language, file, excerpt) => {
  const blocks = read('docs/consumers.md').matchAll(
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'),
  );
  const shown = [...blocks].map(([, block = '']) => block).find((block) => block.includes(excerpt));
  expect(shown).toBeDefined();
  expect(read(`docs/snippets/${file}`)).toContain(shown);
});
