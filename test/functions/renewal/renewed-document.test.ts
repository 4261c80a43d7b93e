import { expect, test } from 'vitest';
import { lockDocument, withRefreshToken } from '../../../functions/renewal/renewed-document.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';

const NEW = new Sensitive('the-new-one');
const parsed = (document: Sensitive): unknown => JSON.parse(document.reveal());

test('a single refresh token is replaced, and every other field stays', () => {
  const text =
    '{"base_url":"https://a","refresh_token":"old","user_id":1,"token_status":"ACTIVE","x":{"y":[null]}}';
  expect(parsed(withRefreshToken(text, 0, NEW))).toEqual({
    ...(JSON.parse(text) as object),
    refresh_token: 'the-new-one',
  });
});

test('one refresh token of a list is replaced, and the order stays', () => {
  const text =
    '\uFEFF{"base_url":"https://a","credentials":[{"client_id":"c","client_secret":"s"},{"refresh_token":"old","user_id":1}]}';
  expect(parsed(withRefreshToken(text, 1, NEW))).toEqual({
    base_url: 'https://a',
    credentials: [
      { client_id: 'c', client_secret: 's' },
      { refresh_token: 'the-new-one', user_id: 1 },
    ],
  });
});

test('the lock document is the same document with the id of the attempt', () => {
  const text = '{"base_url":"https://a","refresh_token":"old","user_id":1}';
  expect(parsed(lockDocument(text, 'attempt-1'))).toEqual({
    ...(JSON.parse(text) as object),
    token_rotator_renewal: 'attempt-1',
  });
});

test('a byte order mark is removed from the beginning of a document only', () => {
  const text = '{"base_url":"https://a","refresh_token":"old","user_id":1,"note":"before\uFEFFafter"}';
  expect(parsed(lockDocument(text, 'attempt-1'))).toMatchObject({ note: 'before\uFEFFafter' });
});
