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
  throw new Error('the secret was accepted');
}

const document = (value: object) => JSON.stringify({ base_url: BASE_URL, ...value });

test('a single refresh token without a name is called default', () => {
  const { baseUrl, credentials } = parse(document(refreshToken));
  expect(baseUrl).toBe(BASE_URL);
  expect(credentials).toMatchObject([{ kind: 'refresh-token', name: 'default', userId: 102 }]);
  expect(credentials[0]?.kind === 'refresh-token' && credentials[0].refreshToken.reveal()).toBe(CANARY);
});

test('a credential can be an OAuth client instead of a refresh token', () => {
  const { credentials } = parse(document(client));
  expect(credentials).toMatchObject([{ kind: 'oauth-client', name: 'default', clientId: 'client-1' }]);
});

test.each([
  ['Nightly export (blue)', 'Nightly-export-blue'],
  ['  tableau_b.2 ', 'tableau_b.2'],
  ['é', 'default'],
  ['', 'default'],
  ['a'.repeat(41), 'a'.repeat(40)],
])("the name %j in Alation's JSON becomes the name %s, which fits into a tag", (name, becomes) => {
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
  { what: 'white space around the JSON', text: `\r\n ${document(refreshToken)} \n` },
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
    problem: '"base_url" holds a refresh token',
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
  {
    what: 'with a list as the user id',
    text: document({ refresh_token: CANARY, user_id: ['102'] }),
    problem: '"user_id"',
  },
  { what: 'without user_id', text: document({ refresh_token: CANARY }), problem: '"user_id"' },
  ...['', ' 102', '-1', '1.5', '1e3', '0x66', '9'.repeat(16), CANARY].map((user_id) => ({
    what: `with the text ${JSON.stringify(user_id === CANARY ? 'a secret' : user_id)} as user_id`,
    text: document({ refresh_token: CANARY, user_id }),
    problem: '"user_id"',
  })),
  {
    what: 'with null as user_id',
    text: document({ refresh_token: CANARY, user_id: null }),
    problem: '"user_id"',
  },
  {
    what: 'with null as base_url',
    text: JSON.stringify({ ...refreshToken, base_url: null }),
    problem: '"base_url"',
  },
  {
    what: 'with a fraction as user_id',
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
    what: 'an entry without user_id in the list',
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
])('the base URL %s is not allowed', (base_url) => {
  const error = failureOf(JSON.stringify({ base_url, ...refreshToken }));
  expect(error.code).toBe('HostNotAllowed');
  expect(findLeaks(inspect(error, { depth: Infinity }), [CANARY])).toEqual([]);
});

/** The parsed credentials, or the `RotationError` that parsing threw. Throws any other error. */
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
    '"refresh_token", "user_id" are missing or malformed; expected',
  ],
  [
    JSON.stringify({ base_url: 'https://acme.alationcloud.com', credentials: [{ refresh_token: 'x' }, 7] }),
    '"credentials[0].user_id" is missing or malformed; expected',
  ],
  ['\uFEFF\uFEFF{}', 'the value (4 characters) is not JSON; expected'],
])('the error of the secret %j names the problem', (text, problem) => {
  const value = { versionId: 'v', text, createdAt: 0 };
  expect(() => parseCredentials(value, (url) => url)).toThrow(problem);
});

const SHAPE =
  'expected {"base_url": "https://…", "refresh_token": "…", "user_id": 1}, an OAuth client {"client_id": "…", ' +
  '"client_secret": "…"} in place of the refresh token, or a list of up to 8 credentials under "credentials"';

test.each([
  [document({ refresh_token: CANARY }), '"user_id" is missing or malformed'],
  [document({ credentials: ['text'] }), '"credentials[0]" is missing or malformed'],
  [document({ credentials: [{ client_id: 'c' }] }), '"credentials[0].client_secret" is missing or malformed'],
  ['{}', 'the field "base_url" is missing or not a string'],
])('the error of the secret %s names the problem and the expected form', (text, what) => {
  expect(failureOf(text).message).toBe(`credentials secret: ${what}; ${SHAPE}`);
});

test('a byte order mark is ignored at the beginning only', () => {
  const text = document(refreshToken);
  expect(parse(`\uFEFF${text}`).credentials).toHaveLength(1);
  expect(failureOf(`{\uFEFF${text.slice(1)}`).message).toContain('is not JSON');
});

test.each([
  ['102', 102],
  ['0', 0],
  ['007', 7],
  ['999999999999999', 999_999_999_999_999],
])('the user_id %j, which the console writes as text, is read as the number %i', (user_id, userId) => {
  expect(parse(document({ ...refreshToken, user_id })).credentials).toMatchObject([{ userId }]);
});

test.each([
  { what: 'the name', text: document({ ...refreshToken, name: null }), kind: 'refresh-token' },
  {
    what: 'an OAuth client',
    text: document({ ...refreshToken, client_id: null, client_secret: null }),
    kind: 'refresh-token',
  },
  {
    what: 'a refresh token',
    text: document({ ...client, refresh_token: null, user_id: null }),
    kind: 'oauth-client',
  },
  {
    what: 'the list of credentials',
    text: document({ ...refreshToken, credentials: null }),
    kind: 'refresh-token',
  },
  {
    what: 'an unknown field',
    text: document({ ...refreshToken, last_used_at: null }),
    kind: 'refresh-token',
  },
])('if $what is null, it counts as absent', ({ text, kind }) => {
  expect(parse(text).credentials).toMatchObject([{ kind, name: 'default' }]);
});

test('a field that is null counts as absent in a list of credentials', () => {
  const list = [
    { ...refreshToken, name: null },
    { ...client, name: 'b', refresh_token: null },
  ];
  expect(parse(document({ credentials: list })).credentials.map(({ name }) => name)).toEqual([
    'credential-1',
    'b',
  ]);
});

test('credentials whose stored names have the same first 40 characters get different names', () => {
  const name = 'a'.repeat(40);
  const list = [
    { name: `${name}-1`, ...refreshToken },
    { name: `${name}-2`, ...otherRefreshToken },
  ];
  const names = parse(document({ credentials: list })).credentials.map((one) => one.name);
  expect(new Set(names).size).toBe(2);
  for (const one of names) expect(one).toMatch(/^a{31}-[0-9a-f]{8}$/);
});

test.each([
  { what: 'equals the refresh token', text: document({ ...refreshToken, name: CANARY }), field: 'name' },
  {
    what: 'holds the refresh token',
    text: document({ ...refreshToken, name: `token ${CANARY}!` }),
    field: 'name',
  },
  {
    what: 'is a part of the refresh token',
    text: document({ ...refreshToken, name: CANARY.slice(2, 18) }),
    field: 'name',
  },
  {
    what: 'equals a short secret',
    text: document({ client_id: 'c', client_secret: 'short', name: 'short' }),
    field: 'name',
  },
  { what: 'equals the client secret', text: document({ ...client, name: CANARY }), field: 'name' },
  {
    what: "equals another credential's secret",
    text: document({ credentials: [refreshToken, { ...otherRefreshToken, name: CANARY }] }),
    field: 'credentials[1].name',
  },
  {
    what: 'equals the secret of an incomplete entry',
    text: document({ credentials: [{ refresh_token: CANARY }, { name: CANARY }] }),
    field: 'credentials[1].name',
  },
  {
    what: 'is the client secret',
    text: document({ client_id: CANARY, client_secret: CANARY }),
    field: 'client_id',
  },
  {
    what: 'is a host that holds the refresh token',
    text: JSON.stringify({ ...refreshToken, base_url: `https://${CANARY.toLowerCase()}.alationcloud.com` }),
    field: 'base_url',
  },
  {
    what: 'is a host that is not allowed and holds the refresh token',
    text: JSON.stringify({ ...refreshToken, base_url: `https://${CANARY}.example.com` }),
    field: 'base_url',
  },
])('a field that $what is refused, and the error does not repeat it', ({ text, field }) => {
  const error = failureOf(text);
  expect(error.message).toBe(
    `credentials secret: "${field}" holds a refresh token or client secret; ${SHAPE}`,
  );
  expect(error.code).toBe('CredentialsMalformed');
  const shown = inspect(error, { depth: Infinity, showHidden: true });
  expect(findLeaks(shown, [CANARY, CANARY.toLowerCase(), OTHER, CANARY.slice(2, 18)])).toEqual([]);
});

test.each([
  {
    what: 'a short name that is part of a secret',
    text: document({ ...refreshToken, name: CANARY.slice(0, 15) }),
  },
  {
    what: 'a client id that is part of its secret',
    text: document({ client_id: 'client-1', client_secret: `client-1.${CANARY}` }),
  },
  {
    what: 'a name that holds a secret of seven characters',
    text: document({ client_id: 'c', client_secret: 'tableau', name: 'tableau-a' }),
  },
])('$what is accepted', ({ text }) => {
  expect(parse(text).credentials).toHaveLength(1);
});
