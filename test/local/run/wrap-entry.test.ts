import { expect, test } from 'vitest';
import { wrapEntry } from '../../../local/run/wrap-entry.ts';

const START = Date.UTC(2027, 0, 1);
const AT = START + 35 * 86_400_000 + 36_000_000;
const TEXT = 'alert (info) to data-platform: search-portal: Alation accepted the new credentials.';

test('a long entry is wrapped between words, and its later lines begin below its text', () => {
  expect(wrapEntry(START, AT, TEXT, 60)).toBe(
    [
      'day  35  10:00  alert (info) to data-platform:',
      '                search-portal: Alation accepted the new',
      '                credentials.',
    ].join('\n'),
  );
});

test('an entry is on one line in a wide terminal, and in a file or pipe', () => {
  const line = `day  35  10:00  ${TEXT}`;
  expect(wrapEntry(START, AT, TEXT, line.length)).toBe(line);
  expect(wrapEntry(START, AT, TEXT, undefined)).toBe(line);
});

test('a terminal that is too narrow for a text is treated as a terminal of 40 columns', () => {
  expect(wrapEntry(START, AT, TEXT, 20)).toBe(wrapEntry(START, AT, TEXT, 40));
});
