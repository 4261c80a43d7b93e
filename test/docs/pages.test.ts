import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stories } from '../local/run/stories.ts';

const ROOT = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...['runbook', 'cli', 'alerts', 'access', 'network', 'deployment', 'decisions', 'moto-differences'].map(
    (page) => `docs/${page}.md`,
  ),
];
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);

/** The names that headings are linked by, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('every script that %s names is there', (page) => {
  const named = [...read(page).matchAll(/npm (?:run ([\w:]+)|(start|test))\b/g)].map(
    ([, script, short]) => script ?? short,
  );
  expect(named.filter((script) => !scripts.includes(script ?? ''))).toEqual([]);
});

test.each(pages)('every link of %s within the project leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? page : join(page, '..', path);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('the README shows the closing table of the run for each of its integrations', () => {
  const readme = read('README.md');
  for (const { integration } of stories) expect(readme).toMatch(new RegExp(`^${integration} .*\\d`, 'm'));
});

test.each([
  ['python', 'read_token.py', 'def get('],
  ['ts', 'read-token.ts', 'async function get('],
])('the README shows the %s snippet as it is', (language, file, heart) => {
  const shown = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(read('README.md'))?.[1];
  expect(read(`docs/snippets/${file}`)).toContain(shown);
  expect(shown).toContain(heart);
});
