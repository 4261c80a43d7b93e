import { expect, test } from 'vitest';
import { layout } from '../../cli/terminal/layout.ts';
import { pairs, table } from '../../cli/terminal/table.ts';
import { commandLine, refreshTokenPage } from '../../cli/text/command-line.ts';
import { fixLines, fixText } from '../../cli/text/failure-text.ts';

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

test('the fix of a failure names its command with integration and prefix, and the heading of the runbook', () => {
  expect(fixText('PublishFailed', 'acme', 'tableau')).toBe(
    'Find out what else writes the access-token secret, then rotate (docs/runbook.md, PublishFailed): ' +
      'npx alation-tokens rotate tableau --prefix acme',
  );
  expect(fixText(undefined, 'alation', 'tableau')).toBe('Read the log of the rotator');
});

test('after a transient failure the operator reads who retries, and what to do if it lasts', () => {
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

test('commands to copy name the prefix where it is not the default one', () => {
  expect(commandLine('alation', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau');
  expect(commandLine('acme', 'replace', 'tableau')).toBe('npx alation-tokens replace tableau --prefix acme');
  expect(refreshTokenPage(undefined)).toBe('https://<your Alation>/account/auth');
});
