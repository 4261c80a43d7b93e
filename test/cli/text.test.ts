import { expect, test } from 'vitest';
import { pairs, table } from '../../cli/terminal/table.ts';
import { wrap } from '../../cli/terminal/wrap.ts';
import { commandLine, refreshTokenPage } from '../../cli/text/command-line.ts';
import { failureWords, passesByItself } from '../../cli/text/failure-text.ts';
import { duration, fromNow, instant } from '../../cli/text/duration-text.ts';
import { dispositionOf } from '../../functions/integration/rotation-error.ts';
import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../functions/time.ts';

const NOW = Date.UTC(2026, 10, 24, 8);

test.each([
  [0, 'less than a minute'],
  [MINUTE_MS - 1, 'less than a minute'],
  [MINUTE_MS, '1 min'],
  [HOUR_MS - 1, '59 min'],
  [HOUR_MS, '1 h'],
  [2 * DAY_MS - 1, '47 h'],
  [2 * DAY_MS, '2 days'],
  [60 * DAY_MS - 1, '59 days'],
])('a duration of %i ms is written as %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('an instant is written to the minute in UTC, with its distance', () => {
  expect(instant(NOW)).toBe('2026-11-24 08:00 UTC');
  expect(fromNow(NOW + HOUR_MS, NOW)).toBe('in 1 h');
  expect(fromNow(NOW - HOUR_MS, NOW)).toBe('1 h ago');
});

test('a table is aligned, and its lines have no trailing spaces', () => {
  expect(
    table(
      undefined,
      ['A', 'LONG', 'C'],
      [
        ['aaaa', 'b', ''],
        ['a', 'b', 'cccc'],
      ],
    ),
  ).toEqual({ head: ['A     LONG  C'], rows: [['aaaa  b'], ['a     b     cccc']] });
  expect(
    pairs([
      ['Access token', 'x'],
      ['Read it', 'y'],
    ]),
  ).toEqual(['  Access token  x', '  Read it       y']);
});

test('a table that is wider than the terminal becomes a block for each row', () => {
  const header = ['NAME', 'NEXT ATTEMPT', 'STATE'];
  const rows = [
    ['one', 'in 1 h', 'fresh'],
    ['two', '-', 'failing: Alation does not answer'],
  ];
  expect(table(undefined, header, rows).head).toEqual(['NAME  NEXT ATTEMPT  STATE']);
  expect(table(80, header, rows).head).toEqual(['NAME  NEXT ATTEMPT  STATE']);
  expect(table(40, header, rows)).toEqual({
    head: [],
    rows: [
      ['one', '  Next attempt  in 1 h', '  State         fresh'],
      ['', 'two', '  Next attempt  -', '  State         failing: Alation does not answer'],
    ],
  });
});

test('every failure code has its own text, and only the text of a transient one tells the reader to wait', () => {
  const codes = Object.keys(dispositionOf);
  expect(new Set(codes.map((code) => failureWords(code).says)).size).toBe(codes.length);
  for (const code of codes) {
    expect(failureWords(code).todo.startsWith('Nothing yet')).toBe(passesByItself(code));
  }
  expect(passesByItself('AlationUnavailable')).toBe(true);
  expect(passesByItself('CredentialRejected')).toBe(false);
  expect(passesByItself('toString')).toBe(false);
});

test('a command to copy has --prefix unless the prefix is the default one', () => {
  expect(commandLine('alation', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau');
  expect(commandLine('acme', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau --prefix acme');
  expect(refreshTokenPage(undefined)).toBe('https://<your Alation>/account/auth');
});

test.each<{ readonly what: string; readonly line: string; readonly wrapped: readonly string[] }>([
  { what: 'a line that fits', line: '  one two', wrapped: ['  one two'] },
  {
    what: 'a long line',
    line: '  one two three four five seven eight',
    wrapped: ['  one two three four five', '  seven eight'],
  },
  {
    what: 'the value beside a label',
    line: '  State  one two three four five six',
    wrapped: ['  State  one two three four', '         five six'],
  },
  {
    what: 'a word longer than the terminal',
    line: 'see https://acme.alationcloud.com/account/auth now',
    wrapped: ['see', 'https://acme.alationcloud.com/account/auth', 'now'],
  },
  {
    what: 'a command after a text',
    line: '  Try it again: npx alation-tokens status',
    wrapped: ['  Try it again:', '    npx alation-tokens status'],
  },
  {
    what: 'a command longer than the terminal',
    line: 'Undo: npx alation-tokens verify --prefix acme-corp',
    wrapped: ['Undo:', '  npx alation-tokens verify \\', '    --prefix acme-corp'],
  },
])('$what is broken only between words', ({ line, wrapped }) => {
  expect(wrap(line, 30)).toEqual(wrapped);
  expect(wrap(line, undefined)).toEqual([line]);
});
