import { expect, test } from 'vitest';
import { clientSecretProblem, tokenProblem, unwrappedToken } from '../../cli/input/token-text.ts';

test.each(["abc'", '[k3Jd', '`a', '{', '123456789012345', 'a+b://c', '"', 'null'])(
  'a client secret may be %s: Alation, or whoever made it up, may take any character',
  (secret) => {
    expect(clientSecretProblem(secret)).toBeUndefined();
  },
);

test.each(['', 'two words', 'ünlaut', '\u201cquoted\u201d'])('a client secret may not be %s', (secret) => {
  expect(clientSecretProblem(secret)?.says).toContain('is no client secret');
});

test.each(['mF_9.B5f-4.1JqM', '_-x==', 'x'.repeat(43)])('a refresh token may be %s', (token) => {
  expect(tokenProblem(token)).toBeUndefined();
});

test.each(["'tok'", '[1]', '42', 'null', 'https://acme/xyz', 'two words', '\u201ctok\u201d', ''])(
  'a refresh token may not be %s',
  (token) => {
    expect(tokenProblem(token)).toBeDefined();
  },
);

test('the quotes of a JSON string are taken off, and no others', () => {
  expect(unwrappedToken(' "tok" ')).toBe('tok');
  expect(unwrappedToken("'tok'")).toBe("'tok'");
  expect(unwrappedToken('"tok')).toBe('"tok');
});
