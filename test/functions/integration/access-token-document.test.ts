import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatAccessTokenDocument,
  parseAccessTokenDocument,
} from '../../../functions/integration/access-token-document.ts';
import type { PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { NOW, VERSION } from '../rotation/state-fixture.ts';

const apiAccessToken: PublishedAccessToken = {
  accessToken: new Sensitive('access-token-1'),
  tokenType: 'APIAccessToken',
  issuedAt: Date.UTC(2026, 10, 24),
  expiresAt: Date.UTC(2026, 10, 25),
  baseUrl: 'https://acme.alationcloud.com',
  credential: 'tableau-a',
  userId: 102,
};
const read = (text: string | undefined) =>
  parseAccessTokenDocument({ versionId: VERSION, text, createdAt: NOW });
const json = (published: PublishedAccessToken): unknown =>
  JSON.parse(formatAccessTokenDocument(published).reveal());

test('a consumer finds the header to send for an API access token', () => {
  expect(json(apiAccessToken)).toEqual({
    access_token: 'access-token-1',
    token_type: 'APIAccessToken',
    header_name: 'TOKEN',
    header_value: 'access-token-1',
    issued_at: '2026-11-24T00:00:00.000Z',
    expires_at: '2026-11-25T00:00:00.000Z',
    base_url: 'https://acme.alationcloud.com',
    credential: 'tableau-a',
    user_id: 102,
  });
});

test('a consumer finds the header to send for a bearer token, which has no user id', () => {
  const document = json({ ...apiAccessToken, tokenType: 'Bearer', userId: undefined });
  expect(document).toMatchObject({ header_name: 'Authorization', header_value: 'Bearer access-token-1' });
  expect(document).not.toHaveProperty('user_id');
});

test('each access token is read back unchanged', () => {
  const instants = fc.integer({ min: NOW - 72 * 3_600_000, max: NOW });
  const arbitrary = fc.record({
    accessToken: fc.string({ minLength: 1 }).map((text) => new Sensitive(text)),
    tokenType: fc.constantFrom('APIAccessToken', 'Bearer'),
    issuedAt: instants,
    expiresAt: instants,
    baseUrl: fc.webUrl(),
    credential: fc.string(),
    userId: fc.option(fc.nat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(arbitrary, (published) => {
      const parsed = read(formatAccessTokenDocument(published).reveal());
      expect(parsed?.accessToken.reveal()).toBe(published.accessToken.reveal());
      expect(parsed).toEqual({ ...published, accessToken: parsed?.accessToken });
    }),
  );
});

const ours = formatAccessTokenDocument(apiAccessToken).reveal();
const changed = (changes: object) => JSON.stringify({ ...JSON.parse(ours), ...changes });

test.each([
  { what: 'binary', text: undefined },
  { what: 'empty', text: '' },
  { what: 'not JSON', text: 'eyJhbGciOi' },
  { what: 'cut off', text: ours.slice(0, -2) },
  { what: 'null', text: 'null' },
  { what: 'a list', text: '[]' },
  { what: 'without an access token', text: changed({ access_token: undefined }) },
  { what: 'with an empty access token', text: changed({ access_token: '' }) },
  { what: 'of another type', text: changed({ token_type: 'Basic' }) },
  { what: 'without an expiry', text: changed({ expires_at: undefined }) },
  { what: 'with an expiry that is not a time', text: changed({ expires_at: 'soon' }) },
  { what: 'with an issue time that is not a time', text: changed({ issued_at: 7 }) },
  { what: 'with a user_id that is no number', text: changed({ user_id: 'ada' }) },
])('a value that is $what is foreign', ({ text }) => {
  expect(read(text)).toBeUndefined();
});

test.each([
  { user_id: '102', userId: 102 },
  { user_id: null, userId: undefined },
])('a user_id of $user_id, as an editor may write it, is read as $userId', ({ user_id, userId }) => {
  expect(read(changed({ user_id }))?.userId).toBe(userId);
});

test('a secret without a value has no access token', () => {
  expect(parseAccessTokenDocument(undefined)).toBeUndefined();
});

test('reading a secret never throws, whatever its value', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(read(text)).toBeUndefined();
    }),
  );
});

const HOUR = 3_600_000;
const times = (issuedAt: number, expiresAt: number, token_type = 'APIAccessToken') => {
  const text = changed({
    token_type,
    issued_at: new Date(issuedAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
  });
  const { issuedAt: issued, expiresAt: expires } = read(text) ?? {};
  return [issued, expires];
};

test.each([
  { what: 'an hour after its storage', aheadMs: HOUR, shiftedMs: 0 },
  { what: 'more than an hour after its storage', aheadMs: HOUR + 1, shiftedMs: HOUR + 1 },
  { what: 'ten days after its storage', aheadMs: 240 * HOUR, shiftedMs: 240 * HOUR },
])('a document issued $what keeps its lifetime', ({ aheadMs, shiftedMs }) => {
  const issuedAt = NOW + aheadMs;
  expect(times(issuedAt, issuedAt + 24 * HOUR)).toEqual([
    issuedAt - shiftedMs,
    issuedAt - shiftedMs + 24 * HOUR,
  ]);
});

test.each([
  { tokenType: 'APIAccessToken', hours: 400 * 24 },
  { tokenType: 'Bearer', hours: 72 },
])('a document of type $tokenType expires at most $hours hours after its issue', ({ tokenType, hours }) => {
  const issuedAt = NOW - HOUR;
  const longest = issuedAt + hours * HOUR;
  expect(times(issuedAt, longest, tokenType)).toEqual([issuedAt, longest]);
  expect(times(issuedAt, longest + 1, tokenType)).toEqual([issuedAt, longest]);
  expect(times(issuedAt, Date.UTC(2099, 0), tokenType)).toEqual([issuedAt, longest]);
});
