import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stories, storyCounts } from './stories.ts';
import type { Story } from './story.ts';
import { testTitles } from './test-titles.ts';

const TESTS = join(import.meta.dirname, '..');

/** What is wrong with a story's tests: none, a file that is not there, or a title that no test in it has. */
function flawsOf(story: Story): readonly string[] {
  if ('doesNotApply' in story) return story.doesNotApply.length > 20 ? [] : ['gives no reason'];
  const named = Object.entries(story.tests).flatMap(([file, titles]) =>
    titles.map((title) => ({ file, title })),
  );
  if (named.length === 0) return ['has no test'];
  return named
    .filter(({ file, title }) => !titlesIn(file).has(title))
    .map(({ file, title }) => `names a test that is not there: ${file} > ${title}`);
}

const known = new Map<string, ReadonlySet<string>>();

function titlesIn(file: string): ReadonlySet<string> {
  const path = join(TESTS, file);
  const titles = known.get(file) ?? testTitles(existsSync(path) ? readFileSync(path, 'utf8') : '');
  known.set(file, titles);
  return titles;
}

test.each(stories)('$id has its tests, or a reason why it needs none: $story', (story) => {
  expect(flawsOf(story)).toEqual([]);
});

test('no story is missing, and none is told twice', () => {
  const ids = Object.entries(storyCounts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`),
  );
  expect(stories.map(({ id }) => id)).toEqual(ids);
  expect(new Set(stories.map(({ story }) => story)).size).toBe(stories.length);
});

test.each([
  ['has no test', {}],
  ['has no test', { 'fault-matrix/stories.test.ts': [] }],
  ['names a test that is not there', { 'fault-matrix/stories.test.ts': ['no test is called so'] }],
  ['names a test that is not there', { 'fault-matrix/no-such.test.ts': ['no story is missing'] }],
])('a story that %s is found', (flaw, tests) => {
  expect(flawsOf({ id: 'fault-1', story: 'It breaks.', tests })).toEqual([expect.stringContaining(flaw)]);
});

test('a test that is switched off, or told of in a comment or a text, is none', () => {
  const source = `
    test.skip('skipped', () => {});
    test.todo('to do');
    describe.skip('a group', () => { test('in a group that is skipped', () => {}); });
    test.skipIf(isMissing)('skipped where something is missing', () => {});
    // test('in a comment', () => {});
    const text = "test('in a text', () => {})";
    suite('of another kind', () => {});
    describe('a group', () => { test('in a group', () => {}); });
    test('plain', () => {});
    test.each([[1]])('for each %i', () => {});
    test.each<readonly [number]>([[1]])("it's for each", () => {});
    test.concurrent(\`a template\`, () => {});
    test(\`a template with \${one} and \${another}\`, () => {});
  `;
  expect([...testTitles(source)]).toEqual([
    'in a group',
    'plain',
    'for each %i',
    "it's for each",
    'a template',
    'a template with … and …',
  ]);
});
