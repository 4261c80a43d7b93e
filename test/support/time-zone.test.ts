import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

test('tests and their child processes run in a time zone that is not UTC, so a time without a zone is not a time in UTC', () => {
  const print = "console.log(Date.parse('2026-01-01T00:00:00'))";
  const child = execFileSync(process.execPath, ['--eval', print], { encoding: 'utf8' });
  expect(Date.parse('2026-01-01T00:00:00')).toBe(Date.parse('2025-12-31T18:15:00Z'));
  expect(Number(child)).toBe(Date.parse('2025-12-31T18:15:00Z'));
});

test('every configuration of Vitest sets the time zone of the tests', () => {
  const configurations = globSync(['vitest.config.ts', 'test/**/vitest*.config.ts'], { cwd: ROOT });
  expect(configurations.length).toBeGreaterThanOrEqual(6);
  const withoutZone = configurations.filter(
    (path) => !/^import '.*\/time-zone\.ts';$/m.test(readFileSync(join(ROOT, path), 'utf8')),
  );
  expect(withoutZone).toEqual([]);
});
