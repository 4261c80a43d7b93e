import { expect, test } from 'vitest';
import { HOUR_MS, DAY_MS } from '../../../functions/time.ts';
import { seededBytes } from '../../../local/alation/random-bytes.ts';
import {
  callApiKeys,
  mintApiAccessToken,
  mintJwt,
  pairOf,
  replyOf,
  START,
  startInstance,
  textOf,
} from './fixture.ts';

const INVALID = { detail: 'Refresh token provided is invalid.', code: '401000' };
const INACTIVE = { detail: 'Refresh token provided is expired or revoked.', code: '401000' };

test('an access token is created with 201 and the fields of the API, with dates in UTC and microseconds', async () => {
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

test('the same seed gives the same refresh token, and another seed gives another refresh token', async () => {
  const first = await firstRefreshToken(1);
  expect(await firstRefreshToken(1)).toBe(first);
  expect(await firstRefreshToken(2)).not.toBe(first);
});

const INACTIVE_ACCESS_TOKEN = {
  status: 401,
  body: { detail: 'API Access Token provided is expired or revoked.', code: '401000' },
};

test.each([
  { supersession: 'revokes', first: INACTIVE_ACCESS_TOKEN, isActive: false },
  { supersession: 'coexists', first: { status: 200, body: { token_status: 'ACTIVE' } }, isActive: true },
] as const)(
  'after a mint with supersession "$supersession" the earlier access token is active: $isActive',
  async ({ supersession, first, isActive }) => {
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
    expect(tokens.map((token) => alation.isAccessTokenActive(token))).toEqual([isActive, true]);
  },
);

test('a mint revokes no access token of another refresh token of the same user', async () => {
  const { alation } = await startInstance();
  const [a, b] = ['a', 'b'].map((name) => alation.createRefreshTokenInUi({ userId: 102, name }));
  if (a === undefined || b === undefined) throw new TypeError('There are two refresh tokens.');
  const fromA = await mintApiAccessToken(alation, a);
  const fromB = await mintApiAccessToken(alation, b);
  expect([fromA, fromB].map((token) => alation.isAccessTokenActive(token))).toEqual([true, true]);
  expect(alation.mintedBy(fromA)).toEqual({
    refreshTokenId: a.id,
    userId: 102,
    mintedAt: START,
    expiresAt: START + DAY_MS,
  });
  expect(alation.mintedBy('unknown')).toBeUndefined();
});

test('an access token is expired from the instant of its expiry on', async () => {
  const { alation, clock } = await startInstance({ accessTokenLifetimeMs: 2 * HOUR_MS });
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const token = await mintApiAccessToken(alation, issued);
  const validate = () =>
    callApiKeys(alation, 'validateAPIAccessToken', { api_access_token: token, user_id: 102 });

  await clock.advance(2 * HOUR_MS - 1);
  expect((await validate()).status).toBe(200);
  await clock.advance(1);
  expect((await validate()).status).toBe(401);
  alation.behaviour.inactiveTokens = 'described';
  expect((await validate()).body).toMatchObject({ token_status: 'EXPIRED' });
});

test('a refresh token expires 60 days after its creation, even if it is used', async () => {
  const { alation, clock } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  await clock.advance(HOUR_MS);
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

test('changed lifetimes apply to tokens that are created afterwards', async () => {
  const { alation } = await startInstance();
  const before = alation.createRefreshTokenInUi({ userId: 102, name: 'before' });
  alation.behaviour.refreshTokenLifetimeMs = DAY_MS;
  alation.behaviour.accessTokenLifetimeMs = HOUR_MS;
  const after = alation.createRefreshTokenInUi({ userId: 102, name: 'after' });
  expect([before.expiresAt, after.expiresAt]).toEqual([START + 60 * DAY_MS, START + DAY_MS]);
  expect(alation.mintedBy(await mintApiAccessToken(alation, before))?.expiresAt).toBe(START + HOUR_MS);
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
  const expiredEarly = alation.createRefreshTokenInUi({ userId: 102, name: 'expired early' });
  const expired = alation.createRefreshTokenInUi({ userId: 102, name: 'expired' });
  alation.revokeRefreshToken(revoked.id);
  alation.expireRefreshToken(expiredEarly.id);
  for (const issued of [revoked, expiredEarly]) {
    expect(await callApiKeys(alation, endpoint, pairOf(issued))).toMatchObject({
      status: 401,
      body: INACTIVE,
    });
  }
  await clock.advance(60 * DAY_MS);
  expect(await callApiKeys(alation, endpoint, pairOf(expired))).toMatchObject({
    status: 401,
    body: INACTIVE,
  });
});

test('an unknown access token, an access token of another user and a JWT are invalid as API access tokens', async () => {
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

test('revokeAPIAccessTokens revokes the access tokens of the given refresh token only', async () => {
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
  expect(tokens.map((token) => alation.isAccessTokenActive(token))).toEqual([false, false, true]);
  expect((await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued))).status).toBe(201);
});

test('createRefreshToken accepts a user name with its password, and refuses a wrong password, a user of SSO and an unknown user', async () => {
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

test('regenRefreshToken creates a new refresh token, and revokes the old refresh token and its access token', async () => {
  const { alation, clock } = await startInstance();
  const old = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const token = await mintApiAccessToken(alation, old);
  await clock.advance(DAY_MS);
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
    body: INACTIVE,
  });
  expect(alation.isAccessTokenActive(token)).toBe(false);
});

test('a body may be a form or multipart, as existing programs send it', async () => {
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
  [
    'a blank refresh_token',
    { refresh_token: '', user_id: 102 },
    { refresh_token: ['This field may not be blank.'] },
  ],
  [
    'a number as refresh_token',
    { refresh_token: 5, user_id: 102 },
    { refresh_token: ['Not a valid string.'] },
  ],
  ['a missing user_id', { refresh_token: 'x' }, { user_id: ['This field is required.'] }],
  ['text as user_id', { refresh_token: 'x', user_id: 'me' }, { user_id: ['A valid integer is required.'] }],
])('a request with %s is refused with 400 and the name of the field', async (_, sent, errors) => {
  const { alation } = await startInstance();
  expect(await callApiKeys(alation, 'createAPIAccessToken', sent)).toMatchObject({
    status: 400,
    body: { code: '400000', errors },
  });
});

test.each([
  ['that is not JSON', '{"refresh_token":', 'application/json', 400],
  ['that is a list', '[]', 'application/json', 400],
  ['of another content type', 'hello', 'text/plain', 415],
  ['larger than the limit of Django', 'x'.repeat(2_700_000), 'application/json', 413],
])('a body %s is refused', async (_, body, contentType, status) => {
  const { alation } = await startInstance();
  const response = fetch(`${alation.url}/integration/v1/createAPIAccessToken/`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
  expect((await replyOf(response)).status).toBe(status);
});

test('a path without its last slash is redirected, a wrong method is refused, and an unknown path is not found', async () => {
  const { alation } = await startInstance();
  const request = (path: string, method: string) =>
    replyOf(fetch(`${alation.url}${path}`, { method, redirect: 'manual' }));
  const redirected = await request('/integration/v1/createAPIAccessToken?x=1', 'POST');
  expect(redirected.status).toBe(301);
  expect(redirected.headers.get('location')).toBe('/integration/v1/createAPIAccessToken/?x=1');
  const refused = await request('/integration/v1/createAPIAccessToken/', 'GET');
  expect(refused.status).toBe(405);
  expect(refused.headers.get('allow')).toBe('POST');
  expect((await request('/integration/v1/nothing/', 'POST')).status).toBe(404);
  expect(alation.calls.count({ processed: true, minted: true })).toBe(0);
});

test('the Date of a response is the time of the instance, not of the machine', async () => {
  const { alation, clock } = await startInstance();
  await clock.advance(40 * DAY_MS);
  const { headers } = await replyOf(fetch(`${alation.url}/full_version`));
  expect(Date.parse(headers.get('date') ?? '')).toBe(START + 40 * DAY_MS);
});
