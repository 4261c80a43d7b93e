import { expect, test } from 'vitest';
import { clientSecretProblem, tokenProblem, unwrappedToken } from '../../cli/input/token-text.ts';

test.each(["abc'", '[k3Jd', '`a', '{', '123456789012345', 'a+b://c', '"', 'null'])(
  'a client secret may be %s, because it may contain any printable ASCII character except a space',
  (secret) => {
    expect(clientSecretProblem(secret)).toBeUndefined();
  },
);

test.each(['', 'two words', 'ünlaut', '\u201cquoted\u201d'])('a client secret must not be %j', (secret) => {
  expect(clientSecretProblem(secret)?.why).toBe('is not one word of ASCII characters');
});

test.each(['mF_9.B5f-4.1JqM', '_-x==', 'x'.repeat(43)])('a refresh token may be %s', (token) => {
  expect(tokenProblem(token)).toBeUndefined();
});

test.each(["'tok'", '[1]', '42', 'null', 'https://acme/xyz', 'two words', '\u201ctok\u201d', ''])(
  'a refresh token must not be %j',
  (token) => {
    expect(tokenProblem(token)).toBeDefined();
  },
);

test.each([
  [' "tok" ', 'tok'],
  ["'tok'", "'tok'"],
  ['"tok', '"tok'],
])('the token in %s is %s, because the command removes only the quotes of a JSON string', (text, token) => {
  expect(unwrappedToken(text)).toBe(token);
});
