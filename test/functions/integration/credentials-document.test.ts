import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBaseUrl } from '../../../functions/alation/base-url.ts';
import { MAX_CREDENTIALS } from '../../../functions/contract.ts';
import { parseCredentials } from '../../../functions/integration/credentials-document.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { findLeaks } from '../../support/canary.ts';
import { VERSION } from '../rotation/state-fixture.ts';

const CANARY = 'Zq7vK2mXw9LpR4tYb8NcD3hJs6FgA1eU';
const OTHER = 'Hd5uQ0rTn3WyE8kVz6XmB2jPc9SfG4iL';
const BASE_URL = 'https://acme.alationcloud.com';
const refreshToken = { refresh_token: CANARY, user_id: 102 };
const otherRefreshToken = { refresh_token: OTHER, user_id: 102 };
const client = { client_id: 'client-1', client_secret: CANARY };

function parse(text: string | undefined) {
  return parseCredentials({ versionId: VERSION, text, createdAt: 0 }, (url) =>
    parseBaseUrl(url, ['*.alationcloud.com']),
  );
}

function failureOf(text: string | undefined): RotationError {
  const outcome = outcomeOf(text);
  if (outcome instanceof RotationError) return outcome;
  throw new Error('it was accepted');
}

const document = (value: object) => JSON.stringify({ base_url: BASE_URL, ...value });

test('a single refresh token without a name is called default', () => {
  const { baseUrl, credentials } = parse(document(refreshToken));
  expect(baseUrl).toBe(BASE_URL);
  expect(credentials).toMatchObject([{ kind: 'refresh-token', name: 'default', userId: 102 }]);
  expect(credentials[0]?.kind === 'refresh-token' && credentials[0].refreshToken.reveal()).toBe(CANARY);
});

test('an OAuth client can replace a refresh token', () => {
  const { credentials } = parse(document(client));
  expect(credentials).toMatchObject([{ kind: 'oauth-client', name: 'default', clientId: 'client-1' }]);
});

test.each([
  ['Nightly export (blue)', 'Nightly-export-blue'],
  ['  tableau_b.2 ', 'tableau_b.2'],
  ['é', 'default'],
  ['', 'default'],
  ['a'.repeat(41), 'a'.repeat(40)],
])('the name %j from Alation becomes the name %s, which fits into a tag', (name, becomes) => {
  expect(parse(document({ ...refreshToken, name })).credentials).toMatchObject([{ name: becomes }]);
});

test('a list keeps its order and names, and credentials without a name are numbered', () => {
  const list = [{ name: 'tableau-b', ...refreshToken }, otherRefreshToken, client];
  expect(parse(document({ credentials: list })).credentials.map(({ name }) => name)).toEqual([
    'tableau-b',
    'credential-2',
    'credential-3',
  ]);
});

test.each([
  {
    what: 'other fields that Alation returned',
    text: document({ ...refreshToken, token_status: 'ACTIVE', created_at: 'x' }),
  },
  { what: 'a byte order mark', text: `\uFEFF${document(refreshToken)}` },
  { what: 'white space around', text: `\r\n ${document(refreshToken)} \n` },
  { what: 'a key named __proto__', text: `{"__proto__":{"a":1},${document(refreshToken).slice(1)}` },
  { what: 'a key named constructor', text: document({ ...refreshToken, constructor: 1, toString: 2 }) },
  { what: 'a slash after the host', text: JSON.stringify({ base_url: `${BASE_URL}/`, ...refreshToken }) },
  {
    what: 'the maximum number of credentials',
    text: document({
      credentials: Array.from({ length: MAX_CREDENTIALS }, (_, at) => ({
        refresh_token: `${CANARY}${at}`,
        user_id: 1,
      })),
    }),
  },
])('a secret with $what is accepted', ({ text }) => {
  expect(parse(text).credentials.length).toBeGreaterThan(0);
});

test.each([
  { what: 'binary', text: undefined, problem: 'binary' },
  { what: 'empty', text: '', problem: 'not JSON' },
  { what: 'the bare refresh token', text: CANARY, problem: `(${CANARY.length} characters) is not JSON` },
  { what: 'JSON cut off', text: document(refreshToken).slice(0, -1), problem: 'not JSON' },
  { what: '64 KiB of text', text: CANARY.repeat(2_048), problem: '65536 characters' },
  { what: 'a JSON string', text: JSON.stringify(CANARY), problem: '"base_url"' },
  { what: 'null', text: 'null', problem: '"base_url"' },
  { what: 'a list', text: JSON.stringify([refreshToken]), problem: '"base_url"' },
  { what: 'without base_url', text: JSON.stringify(refreshToken), problem: '"base_url"' },
  {
    what: 'with a base_url that is not a string',
    text: JSON.stringify({ base_url: [CANARY], ...refreshToken }),
    problem: '"base_url"',
  },
  {
    what: 'with the refresh token as base_url',
    text: JSON.stringify({ base_url: CANARY, ...refreshToken }),
    problem: 'base_url is not a URL',
  },
  {
    what: 'with the base_url in a prototype',
    text: `{"__proto__":{"base_url":"${BASE_URL}"},"refresh_token":"${CANARY}","user_id":1}`,
    problem: '"base_url"',
  },
  { what: 'without a refresh token', text: document({ user_id: 102 }), problem: '"refresh_token"' },
  {
    what: 'with the refresh token in a prototype',
    text: `{"__proto__":{"refresh_token":"${CANARY}"},${document({ user_id: 1 }).slice(1)}`,
    problem: '"refresh_token"',
  },
  {
    what: 'with an empty refresh token',
    text: document({ refresh_token: '', user_id: 1 }),
    problem: '"refresh_token"',
  },
  {
    what: 'with a line break in the refresh token',
    text: document({ refresh_token: `${CANARY}\n`, user_id: 1 }),
    problem: '"refresh_token"',
  },
  {
    what: 'with a refresh token of 9 KiB',
    text: document({ refresh_token: CANARY.repeat(288), user_id: 1 }),
    problem: '"refresh_token"',
  },
  { what: 'without user_id', text: document({ refresh_token: CANARY }), problem: '"user_id"' },
  {
    what: 'with a user_id in quotation marks',
    text: document({ refresh_token: CANARY, user_id: '102' }),
    problem: '"user_id"',
  },
  {
    what: 'with a broken user_id',
    text: document({ refresh_token: CANARY, user_id: 1.5 }),
    problem: '"user_id"',
  },
  { what: 'with a name that is not text', text: document({ ...refreshToken, name: 7 }), problem: '"name"' },
  {
    what: 'an OAuth client without its secret',
    text: document({ client_id: CANARY }),
    problem: '"client_secret"',
  },
  { what: 'an empty list of credentials', text: document({ credentials: [] }), problem: 'list of 1 to 8' },
  {
    what: 'nine credentials',
    text: document({ credentials: Array.from({ length: 9 }, () => refreshToken) }),
    problem: 'list of 1 to 8',
  },
  {
    what: 'credentials that are not a list',
    text: document({ credentials: refreshToken }),
    problem: 'list of 1 to 8',
  },
  {
    what: 'a bare refresh token in the list',
    text: document({ credentials: [refreshToken, OTHER] }),
    problem: '"credentials[1]"',
  },
  {
    what: 'a bad field in the list',
    text: document({ credentials: [refreshToken, { refresh_token: OTHER }] }),
    problem: '"credentials[1].user_id"',
  },
  {
    what: 'the same name twice',
    text: document({
      credentials: [
        { name: 'a', ...refreshToken },
        { name: 'a', ...otherRefreshToken },
      ],
    }),
    problem: 'same name',
  },
  {
    what: 'a name equal to a default name',
    text: document({ credentials: [{ name: 'credential-2', ...refreshToken }, otherRefreshToken] }),
    problem: 'same name',
  },
  {
    what: 'the same refresh token twice',
    text: document({ credentials: [refreshToken, { ...refreshToken, user_id: 7 }] }),
    problem: 'cannot alternate',
  },
  {
    what: 'the same OAuth client twice',
    text: document({ credentials: [client, { ...client, client_secret: OTHER }] }),
    problem: 'cannot alternate',
  },
])('a secret ($what) is malformed, and the error shows no value', ({ text, problem }) => {
  const error = failureOf(text);
  expect(error.code).toBe('CredentialsMalformed');
  expect(error.disposition).toBe('reconfigure');
  expect(error.message).toContain(problem);
  expect(findLeaks(inspect(error, { depth: Infinity, showHidden: true }), [CANARY, OTHER])).toEqual([]);
});

test.each([
  'http://acme.alationcloud.com',
  'https://evil.example',
  'https://10.0.0.1',
  'https://alationcloud.com.evil.example',
])('the host of %s is not allowed', (base_url) => {
  const error = failureOf(JSON.stringify({ base_url, ...refreshToken }));
  expect(error.code).toBe('HostNotAllowed');
  expect(findLeaks(inspect(error, { depth: Infinity }), [CANARY])).toEqual([]);
});

/** Throws an error that is not a `RotationError`. */
function outcomeOf(text: string | undefined): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof RotationError) return error;
    throw error;
  }
}

test('any JSON is parsed or refused with a RotationError', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (value, entry) => {
      for (const text of [
        JSON.stringify(value),
        document({ credentials: [entry] }),
        document(Object(entry)),
      ]) {
        expect(() => outcomeOf(text)).not.toThrow();
      }
    }),
  );
});

test.each([
  ['{}', 'the field "base_url" is missing or not a string; expected {"base_url": "https://…"'],
  [
    JSON.stringify({ base_url: 'https://acme.alationcloud.com' }),
    'missing or malformed: "refresh_token", "user_id"; expected',
  ],
  [
    JSON.stringify({ base_url: 'https://acme.alationcloud.com', credentials: [{ refresh_token: 'x' }, 7] }),
    'missing or malformed: "credentials[0].user_id"; expected',
  ],
  ['\uFEFF\uFEFF{}', 'the value (4 characters) is not JSON; expected'],
])('the error of %j names the field', (text, problem) => {
  const value = { versionId: 'v', text, createdAt: 0 };
  expect(() => parseCredentials(value, (url) => url)).toThrow(problem);
});

const SHAPE =
  'expected {"base_url": "https://…", "refresh_token": "…", "user_id": 1}, an OAuth client {"client_id": "…", ' +
  '"client_secret": "…"} in place of the refresh token, or a list of up to 8 of them under "credentials"';

test.each([
  [document({ refresh_token: CANARY }), 'missing or malformed: "user_id"'],
  [document({ credentials: ['text'] }), 'missing or malformed: "credentials[0]"'],
  [document({ credentials: [{ client_id: 'c' }] }), 'missing or malformed: "credentials[0].client_secret"'],
  ['{}', 'the field "base_url" is missing or not a string'],
])('the error of %s names the problem and the expected form', (text, what) => {
  expect(failureOf(text).message).toBe(`credentials secret: ${what}; ${SHAPE}`);
});

test('a byte order mark is ignored at the beginning only', () => {
  const text = document(refreshToken);
  expect(parse(`\uFEFF${text}`).credentials).toHaveLength(1);
  expect(failureOf(`{\uFEFF${text.slice(1)}`).message).toContain('is not JSON');
});
