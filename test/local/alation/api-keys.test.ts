import { expect, test } from 'vitest';
import { seededBytes } from '../../../local/alation/random-bytes.ts';
import {
  callApiKeys,
  DAY,
  HOUR,
  mintApiAccessToken,
  mintJwt,
  pairOf,
  replyOf,
  START,
  startInstance,
  textOf,
} from './fixture.ts';

const INVALID = { detail: 'Refresh token provided is invalid.', code: '401000' };
const DEAD = { detail: 'Refresh token provided is expired or revoked.', code: '401000' };

test('an access token is created with 201 and the fields of the API, in microseconds of UTC', async () => {
  const { alation } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });

  const { status, body } = await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued));

  expect(status).toBe(201);
  expect(body).toEqual({
    user_id: 102,
    created_at: '2026-11-24T08:00:00.000000Z',
    token_expires_at: '2026-11-25T08:00:00.000000Z',
    token_status: 'ACTIVE',
    api_access_token: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(issued.refreshToken).toMatch(/^[\w-]{87}$/);
});

async function firstRefreshToken(seed: number): Promise<string> {
  const { alation } = await startInstance({ random: seededBytes(seed) });
  return alation.createRefreshTokenInUi({ userId: 102, name: 'a' }).refreshToken;
}

test('one seed gives the same tokens on every run, and another one others', async () => {
  const first = await firstRefreshToken(1);
  expect(await firstRefreshToken(1)).toBe(first);
  expect(await firstRefreshToken(2)).not.toBe(first);
});

const DEAD_ACCESS_TOKEN = {
  status: 401,
  body: { detail: 'API Access Token provided is expired or revoked.', code: '401000' },
};

test.each([
  { supersession: 'revokes', first: DEAD_ACCESS_TOKEN, lives: false },
  { supersession: 'coexists', first: { status: 200, body: { token_status: 'ACTIVE' } }, lives: true },
] as const)(
  'where minting is set to "$supersession" the access token before lives on: $lives',
  async ({ supersession, first, lives }) => {
    const { alation } = await startInstance({ supersession });
    const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
    const tokens = [await mintApiAccessToken(alation, issued), await mintApiAccessToken(alation, issued)];
    const [one, two] = await Promise.all(
      tokens.map((token) =>
        callApiKeys(alation, 'validateAPIAccessToken', { api_access_token: token, user_id: 102 }),
      ),
    );
    expect(one).toMatchObject(first);
    expect(two).toMatchObject({
      status: 200,
      body: { token_status: 'ACTIVE', user_id: 102, api_access_token: tokens[1] },
    });
    expect(tokens.map((token) => alation.accessTokenIsLive(token))).toEqual([lives, true]);
  },
);

test('refresh tokens of one user leave each other alone', async () => {
  const { alation } = await startInstance();
  const [a, b] = ['a', 'b'].map((name) => alation.createRefreshTokenInUi({ userId: 102, name }));
  if (a === undefined || b === undefined) throw new TypeError('two were made');
  const fromA = await mintApiAccessToken(alation, a);
  const fromB = await mintApiAccessToken(alation, b);
  expect([fromA, fromB].map((token) => alation.accessTokenIsLive(token))).toEqual([true, true]);
  expect(alation.mintedBy(fromA)).toEqual({
    refreshTokenId: a.id,
    userId: 102,
    mintedAt: START,
    expiresAt: START + DAY,
  });
  expect(alation.mintedBy('never minted here')).toBeUndefined();
});

test('an access token is dead at the instant of its expiry', async () => {
  const { alation, clock } = await startInstance({ accessTokenLifetimeMs: 2 * HOUR });
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const token = await mintApiAccessToken(alation, issued);
  const validate = () =>
    callApiKeys(alation, 'validateAPIAccessToken', { api_access_token: token, user_id: 102 });

  await clock.advance(2 * HOUR - 1);
  expect((await validate()).status).toBe(200);
  await clock.advance(1);
  expect((await validate()).status).toBe(401);
  alation.behaviour.deadTokens = 'described';
  expect((await validate()).body).toMatchObject({ token_status: 'EXPIRED' });
});

test('a refresh token tells its own expiry, 60 days from creation whatever it is used for', async () => {
  const { alation, clock } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  await clock.advance(HOUR);
  await mintApiAccessToken(alation, issued);

  const { status, body } = await callApiKeys(alation, 'validateRefreshToken', pairOf(issued));
  expect(status).toBe(200);
  expect(body).toEqual({
    refresh_token: issued.refreshToken,
    user_id: 102,
    created_at: '2026-11-24T08:00:00.000000Z',
    token_expires_at: '2027-01-23T08:00:00.000000Z',
    token_status: 'ACTIVE',
    name: 'tableau',
    last_used_at: '2026-11-24T09:00:00.000000Z',
  });
});

test('changed lifetimes hold for what is created afterwards', async () => {
  const { alation } = await startInstance();
  const before = alation.createRefreshTokenInUi({ userId: 102, name: 'before' });
  alation.behaviour.refreshTokenLifetimeMs = DAY;
  alation.behaviour.accessTokenLifetimeMs = HOUR;
  const after = alation.createRefreshTokenInUi({ userId: 102, name: 'after' });
  expect([before.expiresAt, after.expiresAt]).toEqual([START + 60 * DAY, START + DAY]);
  expect(alation.mintedBy(await mintApiAccessToken(alation, before))?.expiresAt).toBe(START + HOUR);
});

const endpoints = [
  'createAPIAccessToken',
  'validateRefreshToken',
  'revokeAPIAccessTokens',
  'regenRefreshToken',
];

test.each(endpoints)('%s checks the refresh token and its user as a pair', async (endpoint) => {
  const { alation } = await startInstance();
  const { refreshToken } = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  for (const pair of [
    { refresh_token: refreshToken, user_id: 103 },
    { refresh_token: 'unknown', user_id: 102 },
  ]) {
    expect(await callApiKeys(alation, endpoint, pair)).toMatchObject({ status: 401, body: INVALID });
  }
});

test.each(endpoints)('%s refuses a refresh token that expired or was revoked', async (endpoint) => {
  const { alation, clock } = await startInstance();
  const revoked = alation.createRefreshTokenInUi({ userId: 102, name: 'revoked' });
  const ended = alation.createRefreshTokenInUi({ userId: 102, name: 'ended' });
  const expired = alation.createRefreshTokenInUi({ userId: 102, name: 'expired' });
  alation.revokeRefreshToken(revoked.id);
  alation.expireRefreshToken(ended.id);
  for (const issued of [revoked, ended]) {
    expect(await callApiKeys(alation, endpoint, pairOf(issued))).toMatchObject({ status: 401, body: DEAD });
  }
  await clock.advance(60 * DAY);
  expect(await callApiKeys(alation, endpoint, pairOf(expired))).toMatchObject({ status: 401, body: DEAD });
});

test('an access token of somebody else, and a JWT, are invalid as API access tokens', async () => {
  const { alation } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const token = await mintApiAccessToken(alation, issued);
  const client = alation.registerOAuthClient({ name: 'loader' });
  const jwt = await mintJwt(alation, client);
  for (const [api_access_token, user_id] of [
    [token, 103],
    ['unknown', 102],
    [jwt, client.userId],
  ]) {
    expect(await callApiKeys(alation, 'validateAPIAccessToken', { api_access_token, user_id })).toMatchObject(
      {
        status: 401,
        body: { detail: 'API Access Token provided is invalid.', code: '401000' },
      },
    );
  }
});

test('revoking kills all access tokens of the refresh token, and nothing else', async () => {
  const { alation } = await startInstance({ supersession: 'coexists' });
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const other = alation.createRefreshTokenInUi({ userId: 102, name: 'other' });
  const tokens = [
    await mintApiAccessToken(alation, issued),
    await mintApiAccessToken(alation, issued),
    await mintApiAccessToken(alation, other),
  ];
  const { status, body } = await callApiKeys(alation, 'revokeAPIAccessTokens', pairOf(issued));
  expect(status).toBe(200);
  expect(body).toEqual({
    detail: `Revoked active access tokens for refresh token: 'tableau' with id: ${issued.id}`,
  });
  expect(tokens.map((token) => alation.accessTokenIsLive(token))).toEqual([false, false, true]);
  expect((await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued))).status).toBe(201);
});

test('a refresh token is made from user name and password, which users of SSO do not have', async () => {
  const { alation } = await startInstance();
  alation.addUser({ userId: 102, username: 'ann@example.com', password: 'correct horse' });
  alation.addUser({ userId: 103, username: 'sso@example.com' });
  const create = (username: string, password: string) =>
    callApiKeys(alation, 'createRefreshToken', { username, password, name: 'tableau' });

  const { status, body } = await create('ann@example.com', 'correct horse');
  expect(status).toBe(201);
  expect(body).toMatchObject({ user_id: 102, name: 'tableau', token_status: 'ACTIVE', last_used_at: null });
  const pair = { refresh_token: textOf(body, 'refresh_token'), user_id: 102 };
  expect((await callApiKeys(alation, 'createAPIAccessToken', pair)).status).toBe(201);

  for (const [username, password] of [
    ['ann@example.com', 'wrong'],
    ['sso@example.com', 'undefined'],
    ['nobody@example.com', 'x'],
  ] as const) {
    expect(await create(username, password)).toMatchObject({ status: 401, body: { code: '401000' } });
  }
});

test('a regenerated refresh token takes the place of the old one, which is dead at once', async () => {
  const { alation, clock } = await startInstance();
  const old = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const token = await mintApiAccessToken(alation, old);
  await clock.advance(DAY);
  const { status, body } = await callApiKeys(alation, 'regenRefreshToken', pairOf(old));
  expect(status).toBe(201);
  expect(body).toMatchObject({
    name: 'tableau',
    user_id: 102,
    token_expires_at: '2027-01-24T08:00:00.000000Z',
  });
  expect(textOf(body, 'refresh_token')).not.toBe(old.refreshToken);
  expect(await callApiKeys(alation, 'createAPIAccessToken', pairOf(old))).toMatchObject({
    status: 401,
    body: DEAD,
  });
  expect(alation.accessTokenIsLive(token)).toBe(false);
});

test('bodies may be JSON, a form or multipart, as clients in the wild send them', async () => {
  const { alation } = await startInstance();
  const { refreshToken } = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const form = new FormData();
  form.set('refresh_token', refreshToken);
  form.set('user_id', '102');
  const url = `${alation.url}/integration/v1/createAPIAccessToken/`;
  for (const body of [new URLSearchParams({ refresh_token: refreshToken, user_id: '102' }), form]) {
    expect((await replyOf(fetch(url, { method: 'POST', body }))).status).toBe(201);
  }
});

test.each([
  ['a missing refresh_token', { user_id: 102 }, { refresh_token: ['This field is required.'] }],
  ['a blank one', { refresh_token: '', user_id: 102 }, { refresh_token: ['This field may not be blank.'] }],
  ['a number for it', { refresh_token: 5, user_id: 102 }, { refresh_token: ['Not a valid string.'] }],
  ['a missing user_id', { refresh_token: 'x' }, { user_id: ['This field is required.'] }],
  ['words for it', { refresh_token: 'x', user_id: 'me' }, { user_id: ['A valid integer is required.'] }],
])('%s is refused with 400 and the field', async (_, sent, errors) => {
  const { alation } = await startInstance();
  expect(await callApiKeys(alation, 'createAPIAccessToken', sent)).toMatchObject({
    status: 400,
    body: { code: '400000', errors },
  });
});

test.each([
  ['text that is not JSON', '{"refresh_token":', 'application/json', 400],
  ['a list', '[]', 'application/json', 400],
  ['another content type', 'hello', 'text/plain', 415],
  ['more than Django takes', 'x'.repeat(2_700_000), 'application/json', 413],
])('%s is refused', async (_, body, contentType, status) => {
  const { alation } = await startInstance();
  const answer = fetch(`${alation.url}/integration/v1/createAPIAccessToken/`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
  expect((await replyOf(answer)).status).toBe(status);
});

test('a path without its slash redirects, another method is refused, and another path is not found', async () => {
  const { alation } = await startInstance();
  const ask = (path: string, method: string) =>
    replyOf(fetch(`${alation.url}${path}`, { method, redirect: 'manual' }));
  const redirected = await ask('/integration/v1/createAPIAccessToken?x=1', 'POST');
  expect(redirected.status).toBe(301);
  expect(redirected.headers.get('location')).toBe('/integration/v1/createAPIAccessToken/?x=1');
  const refused = await ask('/integration/v1/createAPIAccessToken/', 'GET');
  expect(refused.status).toBe(405);
  expect(refused.headers.get('allow')).toBe('POST');
  expect((await ask('/integration/v1/nothing/', 'POST')).status).toBe(404);
  expect(alation.calls.count({ processed: true, minted: true })).toBe(0);
});

test('answers carry the time of the instance, not of the machine', async () => {
  const { alation, clock } = await startInstance();
  await clock.advance(40 * DAY);
  const { headers } = await replyOf(fetch(`${alation.url}/full_version`));
  expect(Date.parse(headers.get('date') ?? '')).toBe(START + 40 * DAY);
});
