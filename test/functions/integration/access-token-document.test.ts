import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import {
  formatAccessTokenDocument,
  parseAccessTokenDocument,
} from '../../../functions/integration/access-token-document.ts';
import type { PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { NOW, VERSION } from '../rotation/state-fixture.ts';

const SCHEMA = join(import.meta.dirname, '../../../docs/access-token.schema.json');

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
    version: '2',
    access_token: 'access-token-1',
    token_type: 'APIAccessToken',
    header_name: 'TOKEN',
    header_value: 'access-token-1',
    issued_at: '2026-11-24T00:00:00.000Z',
    expires_at: '2026-11-25T00:00:00.000Z',
    base_url: 'https://acme.alationcloud.com',
    credential: 'tableau-a',
    alation_user_id: '102',
  });
});

test('a consumer finds the header to send for a bearer token, which has no user id', () => {
  const document = json({ ...apiAccessToken, tokenType: 'Bearer', userId: undefined });
  expect(document).toMatchObject({ header_name: 'Authorization', header_value: 'Bearer access-token-1' });
  expect(document).not.toHaveProperty('alation_user_id');
});

const instants = fc.integer({ min: NOW - 72 * 3_600_000, max: NOW });
const anyAccessToken = fc.record({
  accessToken: fc.string({ minLength: 1 }).map((text) => new Sensitive(text)),
  tokenType: fc.constantFrom('APIAccessToken', 'Bearer'),
  issuedAt: instants,
  expiresAt: instants,
  baseUrl: fc.webUrl(),
  credential: fc.string(),
  userId: fc.option(fc.nat(), { nil: undefined }),
});

test('each access token is read back from its document unchanged', () => {
  fc.assert(
    fc.property(anyAccessToken, (published) => {
      const parsed = read(formatAccessTokenDocument(published).reveal());
      expect(parsed?.accessToken.reveal()).toBe(published.accessToken.reveal());
      expect(parsed).toEqual({ ...published, accessToken: parsed?.accessToken });
    }),
  );
});

type Schema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

test('each document matches docs/access-token.schema.json, whose fields are all text', () => {
  const schema: Schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  const { properties = {}, required = [] } = schema;
  expect(Object.values(properties).map((field) => typeof field === 'object' && field.type)).toEqual(
    Object.keys(properties).map(() => 'string'),
  );
  const withoutOthers = z.fromJSONSchema({ ...schema, additionalProperties: false });
  fc.assert(
    fc.property(anyAccessToken, (published) => {
      expect(withoutOthers.safeParse(json(published)).success).toBe(true);
    }),
  );
  const document = json(apiAccessToken) as Record<string, unknown>;
  const isAllowed = (changes: object) =>
    z.fromJSONSchema(schema).safeParse({ ...document, ...changes }).success;
  expect(isAllowed({ added_later: 'x' })).toBe(true);
  expect(isAllowed({ alation_user_id: 102 })).toBe(false);
  expect(required.filter((field) => isAllowed({ [field]: undefined }))).toEqual([]);
});

/** The fields that release 0.1.0 required. Release 0.1.0 read a document of another form as no access token. */
const documentOf010 = z.object({
  access_token: z.string().min(1),
  token_type: z.enum(['APIAccessToken', 'Bearer']),
  issued_at: z.string(),
  expires_at: z.string(),
  base_url: z.string(),
  credential: z.string(),
  user_id: z.int().optional(),
});

test('after a rollback, release 0.1.0 reads each document', () => {
  fc.assert(
    fc.property(anyAccessToken, (published) => {
      expect(documentOf010.parse(json(published))).toMatchObject({ credential: published.credential });
    }),
  );
});

test('after an upgrade, the rotator reads the document of release 0.1.0', () => {
  const { version: _, alation_user_id, ...fields } = json(apiAccessToken) as Record<string, string>;
  const written = JSON.stringify({ ...fields, user_id: Number(alation_user_id) });
  expect(read(written)).toMatchObject({ credential: 'tableau-a', userId: 102 });
});

test('the rotator reads a later version of the document, with fields that it does not know', () => {
  expect(read(changed({ version: '3', scope: ['catalog'] }))?.userId).toBe(102);
});

const documentText = formatAccessTokenDocument(apiAccessToken).reveal();
const changed = (changes: object) => JSON.stringify({ ...JSON.parse(documentText), ...changes });

test.each([
  { what: 'binary', text: undefined },
  { what: 'empty', text: '' },
  { what: 'not JSON', text: 'eyJhbGciOi' },
  { what: 'cut off', text: documentText.slice(0, -2) },
  { what: 'null', text: 'null' },
  { what: 'a list', text: '[]' },
  { what: 'without an access token', text: changed({ access_token: undefined }) },
  { what: 'with an empty access token', text: changed({ access_token: '' }) },
  { what: 'of another type', text: changed({ token_type: 'Basic' }) },
  { what: 'without an expiry', text: changed({ expires_at: undefined }) },
  { what: 'with an expiry that is not a time', text: changed({ expires_at: 'soon' }) },
  { what: 'with an issue time that is not a time', text: changed({ issued_at: 7 }) },
  { what: 'with a user id that is not a number', text: changed({ alation_user_id: 'ada' }) },
])('a value ($what) is read as no access token', ({ text }) => {
  expect(read(text)).toBeUndefined();
});

test.each([
  { alation_user_id: 102, userId: 102 },
  { alation_user_id: null, userId: undefined },
])('a user id that an editor wrote as $alation_user_id is read as $userId', (row) => {
  expect(read(changed({ alation_user_id: row.alation_user_id }))?.userId).toBe(row.userId);
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
const readTimes = (issuedAt: number, expiresAt: number, token_type = 'APIAccessToken') => {
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
])(
  'an access token issued $what is read as issued $shiftedMs ms earlier, with the same lifetime',
  ({ aheadMs, shiftedMs }) => {
    const issuedAt = NOW + aheadMs;
    expect(readTimes(issuedAt, issuedAt + 24 * HOUR)).toEqual([
      issuedAt - shiftedMs,
      issuedAt - shiftedMs + 24 * HOUR,
    ]);
  },
);

test.each([
  { tokenType: 'APIAccessToken', hours: 400 * 24 },
  { tokenType: 'Bearer', hours: 72 },
])('an access token of type $tokenType is read as valid for at most $hours hours', ({ tokenType, hours }) => {
  const issuedAt = NOW - HOUR;
  const longest = issuedAt + hours * HOUR;
  expect(readTimes(issuedAt, longest, tokenType)).toEqual([issuedAt, longest]);
  expect(readTimes(issuedAt, longest + 1, tokenType)).toEqual([issuedAt, longest]);
  expect(readTimes(issuedAt, Date.UTC(2099, 0), tokenType)).toEqual([issuedAt, longest]);
});
