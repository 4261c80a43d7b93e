import { expect, test } from 'vitest';
import { isHeaderSafe } from '../../../functions/alation/header-safe.ts';

test.each([
  ['letters', 'abc'],
  ['letters and digits', 'e25388fde8290dc2'],
  ['the characters of a JWT and of base64', 'aaa.bbb-_~+/=.ccc'],
  ['other punctuation', '!"#$%&'],
  ['the maximum number of characters', 'x'.repeat(8_192)],
])('an access token with %s fits into a header', (_, accessToken) => {
  expect(isHeaderSafe(accessToken)).toBe(true);
});

test.each([
  ['no characters', ''],
  ['a space', 'a b'],
  ['a trailing line break', 'abc\n'],
  ['header injection', 'abc\r\nX-Evil: 1'],
  ['a tab', 'a\tb'],
  ['NUL', 'a\0b'],
  ['DEL', 'a\x7fb'],
  ['a letter beyond ASCII', 'tokén'],
  ['a byte order mark', '\ufeffabc'],
  ['too many characters', 'x'.repeat(8_193)],
])('an access token with %s does not fit into a header', (_, accessToken) => {
  expect(isHeaderSafe(accessToken)).toBe(false);
});
