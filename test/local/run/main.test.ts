import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const newFile = () => join(mkdtempSync(join(tmpdir(), 'report-')), 'new', 'report.html');
const start = (...options: readonly string[]) =>
  spawn(process.execPath, ['local/run/main.ts', ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

test('a program that reads one line and ends, as head -1 does, causes no stack trace', async () => {
  const child = start('--days', '2', '--report', newFile());
  child.stdout.once('data', () => child.stdout.destroy());
  const [[code], stderr] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  expect({ code: code as unknown, stderr }).toEqual({ code: 0, stderr: '' });
});

test('the last line of npm start is the path of the report, which may be in a new folder', async () => {
  const file = newFile();
  const printed = await text(start('--days', '1', '--report', file).stdout);
  expect(printed.trimEnd().split('\n').at(-1)).toBe(file);
  expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
});

test('npm start prints no line of more than 80 columns before the events', async () => {
  const child = start('--days', '1', '--seed', '12345');
  const printed = await text(child.stdout);
  const before = printed.slice(0, printed.indexOf('\n\n')).split('\n');
  expect(before.length).toBeGreaterThan(3);
  expect(before.filter((line) => line.length > 80)).toEqual([]);
});

test('a report that cannot be written is refused before the run', async () => {
  const child = start('--report', '/dev/null/report.html');
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  expect({ code: code as unknown, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(
      /^The report cannot be written to \/dev\/null\/report\.html \(E[A-Z]+\)\. Use --report FILE for another file\.\n$/,
    ),
  });
});
