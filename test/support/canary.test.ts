import { expect, test } from 'vitest';
import { findLeaks } from './canary.ts';

const secret = 'q7Zk+/p2"LmX94vTn0Rb6';

test.each([
  ['the secret itself', `before ${secret} after`, 'plain'],
  ['its first eight characters', `starts with ${secret.slice(0, 8)}...`, 'plain'],
  ['eight characters from its middle', `Unexpected token ..."${secret.slice(7, 15)}"...`, 'plain'],
  ['its last eight characters', `ends with ...${secret.slice(-8)}`, 'plain'],
  ['a host name', `https://${secret.slice(9)}.example/`.toLowerCase(), 'plain'],
  ['its reverse', secret.split('').toReversed().join(''), 'reversed'],
  ['base64', Buffer.from(secret).toString('base64'), 'base64'],
  ['base64url', Buffer.from(secret).toString('base64url'), 'base64url'],
  ['Basic credentials after one byte', Buffer.from(`:${secret}`).toString('base64'), 'base64'],
  ['Basic credentials after a client id', Buffer.from(`client-id-1:${secret}`).toString('base64'), 'base64'],
  ['hex', Buffer.from(secret).toString('hex').toUpperCase(), 'hex'],
  ['a URL', `https://x/?t=${encodeURIComponent(secret)}`, 'URL-encoded'],
  ['a form', new URLSearchParams({ token: secret }).toString(), 'form-encoded'],
])('a secret is found as %s', (_, output, form) => {
  expect(findLeaks(output, [secret])).toContainEqual({ secret: 0, form });
});

test('a secret is found when JSON escapes its beginning', () => {
  const quoted = 'a"b"c"d"e9f8g7h6';
  expect(findLeaks(JSON.stringify({ quoted }), [quoted])).toContainEqual({ secret: 0, form: 'JSON-escaped' });
});

test('a leak names the position of its secret and does not contain the secret', () => {
  const leaks = findLeaks(`x${secret}`, ['AAAAAAAAAAAAAAAAAAAA', secret]);
  expect(leaks.map((leak) => leak.secret)).toContain(1);
  expect(leaks.map((leak) => leak.secret)).not.toContain(0);
  expect(JSON.stringify(leaks)).not.toContain(secret.slice(0, 8));
});

test('seven characters of a secret are no leak', () => {
  expect(findLeaks(`${secret.slice(3, 10)} ${secret.slice(10, 17)}`, [secret])).toEqual([]);
});

test('an output without a secret has no leak', () => {
  expect(findLeaks('Alation answered HTTP 401. Create a new refresh token.', [secret])).toEqual([]);
});

test('a canary of fewer than 16 characters is refused', () => {
  expect(() => findLeaks('', ['short'])).toThrow('at least 16');
});
