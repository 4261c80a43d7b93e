import { expect, test } from 'vitest';
import { pairs, table } from '../../cli/terminal/table.ts';
import { wrap } from '../../cli/terminal/wrap.ts';
import { commandLine, refreshTokenPage } from '../../cli/text/command-line.ts';
import { fixLines, fixText } from '../../cli/text/failure-text.ts';

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

test('a table becomes a block for each row if the terminal leaves fewer than 30 characters for the last column', () => {
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

test('the fix of a failure names the heading of the runbook, and ends with its command', () => {
  expect(fixText('PublishFailed', 'acme', 'tableau')).toBe(
    'Find the other program that writes the access-token secret and stop it. Then rotate (docs/runbook.md, PublishFailed): ' +
      'npx alation-tokens rotate tableau --prefix acme',
  );
  expect(fixText(undefined, 'alation', 'tableau')).toBe('Read the log of the rotator');
});

test('after a transient failure the operator reads who retries, and what to do if the failure lasts', () => {
  const about = { prefix: 'alation', integration: 'tableau' };
  expect(fixLines('AlationUnavailable', { ...about, isRetried: true })).toEqual([
    'Nothing now: the rotator retries by itself',
    `If the failure lasts: ${fixText('AlationUnavailable', 'alation', 'tableau')}`,
  ]);
  expect(fixLines('AlationUnavailable', { ...about, isRetried: false })[0]).toContain(
    'does not repeat a request',
  );
  expect(fixLines('AlationForbidden', { ...about, isRetried: true })).toEqual([
    fixText('AlationForbidden', 'alation', 'tableau'),
  ]);
});

test('a command to copy has --prefix unless the prefix is the default', () => {
  expect(commandLine('alation', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau');
  expect(commandLine('acme', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau --prefix acme');
});

test('the address of the page for refresh tokens has a placeholder if the base URL is unknown', () => {
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
])('a text is broken only between words: $what', ({ line, wrapped }) => {
  expect(wrap(line, 30)).toEqual(wrapped);
  expect(wrap(line, undefined)).toEqual([line]);
});
