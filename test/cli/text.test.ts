import { expect, test } from 'vitest';
import { layout } from '../../cli/terminal/layout.ts';
import { pairs, table } from '../../cli/terminal/table.ts';
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
])('%i ms are %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('an instant is named to the minute, and how far it is', () => {
  expect(instant(NOW)).toBe('2026-11-24 08:00 UTC');
  expect(fromNow(NOW + HOUR_MS, NOW)).toBe('in 1 h');
  expect(fromNow(NOW - HOUR_MS, NOW)).toBe('1 h ago');
});

test('a table is aligned and has no blanks at the ends of its lines', () => {
  expect(
    table(
      ['A', 'LONG', 'C'],
      [
        ['aaaa', 'b', ''],
        ['a', 'b', 'cccc'],
      ],
    ),
  ).toEqual(['A     LONG  C', 'aaaa  b', 'a     b     cccc']);
  expect(
    pairs([
      ['Access token', 'x'],
      ['Read it', 'y'],
    ]),
  ).toEqual(['  Access token  x', '  Read it       y']);
});

test('a table that does not fit is a block for each row, and what is too long stands on a line of its own', () => {
  const header = ['NAME', 'NEXT ATTEMPT', 'STATE'];
  const rows = [
    ['one', 'in 1 h', 'fresh'],
    ['two', '-', 'failing: Alation does not answer'],
  ];
  expect(layout(undefined, header, rows).head).toEqual(['NAME  NEXT ATTEMPT  STATE']);
  expect(layout(80, header, rows).head).toEqual(['NAME  NEXT ATTEMPT  STATE']);
  expect(layout(40, header, rows)).toEqual({
    head: [],
    rows: [
      ['one', '  Next attempt  in 1 h', '  State         fresh'],
      ['', 'two', '  Next attempt  -', '  State', '    failing: Alation does not answer'],
    ],
  });
});

test('every failure code has words of its own, and only those that pass by themselves ask for patience', () => {
  const codes = Object.keys(dispositionOf);
  expect(new Set(codes.map((code) => failureWords(code).says)).size).toBe(codes.length);
  for (const code of codes) {
    expect(failureWords(code).todo.startsWith('Nothing yet')).toBe(passesByItself(code));
  }
  expect(passesByItself('AlationUnavailable')).toBe(true);
  expect(passesByItself('CredentialRejected')).toBe(false);
  expect(passesByItself('toString')).toBe(false);
});

test('commands to copy name the prefix where it is not the default one', () => {
  expect(commandLine('alation', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau');
  expect(commandLine('acme', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau --prefix acme');
  expect(refreshTokenPage(undefined)).toBe('https://<your Alation>/account/auth');
});
