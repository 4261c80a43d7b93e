import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explanations } from './explanations.ts';
import { explainedSurvivors, survivorsOf, without } from './survivor.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const source = 'const least = one < other;\nif (\n  least &&\n  isOpen\n) close();\n';
const mutant = (
  status: string,
  replacement: string,
  from: readonly [number, number],
  to: readonly [number, number],
) => ({
  status,
  replacement,
  location: { start: { line: from[0], column: from[1] }, end: { line: to[0], column: to[1] } },
});
const mutants = [
  mutant('Killed', 'one > other', [1, 15], [1, 26]),
  mutant('Survived', 'one <= other', [1, 15], [1, 26]),
  mutant('Timeout', 'true', [3, 3], [4, 9]),
  mutant('NoCoverage', 'least ||\n  isOpen', [3, 3], [4, 9]),
];
const survivors = survivorsOf({ files: { 'a.ts': { source, mutants } } });

test('the report lists each survivor and each change without coverage with its line', () => {
  expect(survivors).toEqual([
    { file: 'a.ts', line: 'const least = one < other;', code: 'one < other', change: 'one <= other' },
    { file: 'a.ts', line: 'least &&', code: 'least && isOpen', change: 'least || isOpen' },
  ]);
});

test('an explanation covers the change that it names and no other change', () => {
  const line = 'const least = one < other;';
  const explained = explainedSurvivors([
    { file: 'a.ts', line, changes: [['one < other', 'one <= other']], why: 'they differ' },
    {
      file: 'b.ts',
      line: 'least &&',
      changes: [['least && isOpen', 'least || isOpen']],
      why: 'another file',
    },
  ]);
  expect(without(survivors, explained)).toEqual([survivors[1]]);
});

test.each(explanations)('the explained line is in $file: $line', ({ file, line, changes, why }) => {
  const path = join(ROOT, file);
  expect(
    existsSync(path) &&
      readFileSync(path, 'utf8')
        .split('\n')
        .map((text) => text.trim()),
  ).toContain(line);
  expect(changes.length).toBeGreaterThan(0);
  expect(why).toMatch(/\w{3}.*\.$/);
});

test('no change is explained twice', () => {
  const keys = explainedSurvivors(explanations).map((one) => JSON.stringify(one));
  expect(new Set(keys).size).toBe(keys.length);
});
