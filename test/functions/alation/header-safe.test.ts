import { expect, test } from 'vitest';
import { isHeaderSafe } from '../../../functions/alation/header-safe.ts';

test.each(['abc', 'e25388fde8290dc2', 'aaa.bbb-_~+/=.ccc', '!"#$%&', 'x'.repeat(8_192)])(
  '%.20s fits into a header',
  (accessToken) => {
    expect(isHeaderSafe(accessToken)).toBe(true);
  },
);

test.each([
  ['empty text', ''],
  ['a space', 'a b'],
  ['a trailing line break', 'abc\n'],
  ['header injection', 'abc\r\nX-Evil: 1'],
  ['a tab', 'a\tb'],
  ['NUL', 'a\0b'],
  ['DEL', 'a\x7fb'],
  ['a letter beyond ASCII', 'tokén'],
  ['a byte order mark', '\ufeffabc'],
  ['too many characters', 'x'.repeat(8_193)],
])('%s does not fit into a header', (_, accessToken) => {
  expect(isHeaderSafe(accessToken)).toBe(false);
});
