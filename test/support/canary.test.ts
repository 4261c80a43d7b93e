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
])('the search finds a secret as %s', (_, output, form) => {
  expect(findLeaks(output, [secret])).toContainEqual({ secret: 0, form });
});

test('the search finds a secret whose beginning JSON escapes', () => {
  const quoted = 'a"b"c"d"e9f8g7h6';
  expect(findLeaks(JSON.stringify({ quoted }), [quoted])).toContainEqual({ secret: 0, form: 'JSON-escaped' });
});

test('the search reports which secret leaked and never repeats it', () => {
  const leaks = findLeaks(`x${secret}`, ['AAAAAAAAAAAAAAAAAAAA', secret]);
  expect(leaks.map((leak) => leak.secret)).toContain(1);
  expect(leaks.map((leak) => leak.secret)).not.toContain(0);
  expect(JSON.stringify(leaks)).not.toContain(secret.slice(0, 8));
});

test('seven characters of a secret are not a leak', () => {
  expect(findLeaks(`${secret.slice(3, 10)} ${secret.slice(10, 17)}`, [secret])).toEqual([]);
});

test('the search finds nothing in output without a secret', () => {
  expect(findLeaks('Alation answered HTTP 401. Create a new refresh token.', [secret])).toEqual([]);
});

test('the search refuses a canary so short that a hit could be chance', () => {
  expect(() => findLeaks('', ['short'])).toThrow('at least 16');
});
