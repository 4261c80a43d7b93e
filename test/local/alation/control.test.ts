import { expect, test } from 'vitest';
import type { LocalAlation } from '../../../local/alation/server.ts';
import {
  callApiKeys,
  HOUR,
  introspect,
  mintApiAccessToken,
  mintJwt,
  pairOf,
  replyOf,
  type Reply,
  requestJwt,
  START,
  startInstance,
  textOf,
  userinfo,
} from './fixture.ts';

/** As `curl -X <method> -d <body>` sends it: with the content type of a form. */
function control(alation: LocalAlation, method: string, path: string, body?: unknown): Promise<Reply> {
  return replyOf(
    fetch(`${alation.url}/_local${path}`, {
      method,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
  );
}

test('the control endpoints list themselves', async () => {
  const { alation } = await startInstance();
  for (const path of ['', '/']) {
    const { status, body } = await control(alation, 'GET', path);
    expect(status).toBe(200);
    expect(body).toContainEqual(expect.stringMatching(/^POST \/_local\/faults - /));
    expect(body).toContainEqual(expect.stringMatching(/^GET \/_local\/state - /));
  }
});

test('a person, a refresh token and an access token can be made by curl alone', async () => {
  const { alation } = await startInstance();
  const user = await control(alation, 'POST', '/users', { username: 'ann@example.com', password: 'pw' });
  expect(user).toMatchObject({ status: 200, body: { userId: 101 } });
  const made = await control(alation, 'POST', '/refresh-tokens', { userId: 101, name: 'tableau' });
  const pair = { refresh_token: textOf(made.body, 'refresh_token'), user_id: 101 };
  const minted = await callApiKeys(alation, 'createAPIAccessToken', pair);
  const token = textOf(minted.body, 'api_access_token');

  const other = await control(
    alation,
    'POST',
    `/refresh-tokens/${textOf(made.body, 'id')}/regenerate-api-token`,
  );
  expect((await userinfo(alation, { token })).status).toBe(403);
  expect((await userinfo(alation, { token: textOf(other.body, 'api_access_token') })).status).toBe(200);
});

test.each([
  { withAccessTokens: false, served: 200 },
  { withAccessTokens: true, served: 403 },
])(
  'revoking a refresh token with access tokens $withAccessTokens leaves consumers at $served',
  async ({ withAccessTokens, served }) => {
    const { alation } = await startInstance();
    const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
    const token = await mintApiAccessToken(alation, issued);
    await control(alation, 'POST', `/refresh-tokens/${issued.id}/revoke`, { withAccessTokens });
    expect((await userinfo(alation, { token })).status).toBe(served);
    expect((await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued))).status).toBe(401);
  },
);

test('a refresh token can be ended, and access tokens revoked one by one or by credential', async () => {
  const { alation } = await startInstance({ supersession: 'coexists' });
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const tokens = [await mintApiAccessToken(alation, issued), await mintApiAccessToken(alation, issued)];
  const revoke = (body: object) => control(alation, 'POST', '/access-tokens/revoke', body);

  expect((await revoke({ accessToken: tokens[0] })).body).toEqual({ revoked: 1 });
  expect((await revoke({ accessToken: 'unknown' })).body).toEqual({ revoked: 0 });
  expect(tokens.map((token) => alation.accessTokenIsLive(token))).toEqual([false, true]);
  expect((await revoke({ credentialId: issued.id })).body).toEqual({ revoked: 1 });

  await control(alation, 'POST', `/refresh-tokens/${issued.id}/expire`);
  expect(alation.refreshTokens()).toMatchObject([{ status: 'EXPIRED', accessTokenStatus: 'REVOKED' }]);
});

test('an OAuth client can be registered, changed, given a new secret and deleted', async () => {
  const { alation } = await startInstance();
  const made = await control(alation, 'POST', '/oauth-clients', {
    name: 'loader',
    accessTokenDurationMs: HOUR,
  });
  const clientId = textOf(made.body, 'client_id');
  const [registered] = alation.oauthClients();
  if (registered === undefined) throw new TypeError('one was registered');
  const as = (clientSecret: string) => ({ ...registered, clientSecret });
  const first = as(textOf(made.body, 'client_secret'));
  expect((await requestJwt(alation, first)).body).toMatchObject({ expires_in: 3_600 });

  await control(alation, 'POST', `/oauth-clients/${clientId}/duration`, { accessTokenDurationMs: 300_000 });
  expect((await requestJwt(alation, first)).body).toMatchObject({ expires_in: 300 });

  const again = await control(alation, 'POST', `/oauth-clients/${clientId}/regenerate-secret`);
  expect((await requestJwt(alation, first)).status).toBe(401);
  const jwt = await mintJwt(alation, as(textOf(again.body, 'client_secret')));

  await control(alation, 'DELETE', `/oauth-clients/${clientId}`);
  expect(alation.accessTokenIsLive(jwt)).toBe(false);
  expect(alation.oauthClients()).toEqual([]);
});

test('signing keys rotate', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const jwt = await mintJwt(alation, client);
  const { status, body } = await control(alation, 'POST', '/signing-keys/rotate', { keepOldForMs: 0 });
  expect(status).toBe(200);
  expect(body).toEqual({ kid: expect.any(String) });
  expect((await introspect(alation, client, jwt)).body).toEqual({ active: false });
});

test('behaviour is shown and changed', async () => {
  const { alation } = await startInstance();
  const changes = { supersession: 'coexists', accessTokenLifetimeMs: HOUR, deadAccessTokenStatus: 401 };
  expect((await control(alation, 'PATCH', '/behaviour', changes)).body).toMatchObject({
    ...changes,
    refreshTokenLifetimeMs: 1_440 * HOUR,
  });
  expect(alation.behaviour).toMatchObject(changes);
});

test('faults are added, shown and removed, without what they look for in bodies', async () => {
  const { alation } = await startInstance();
  const secret = 'Zr4kQ8vUw2nXy7Lp1Hs9';
  const add = (fault: object) => control(alation, 'POST', '/faults', fault);
  expect((await add({ kind: 'html502', bodyIncludes: secret })).body).toEqual({ id: '1' });
  expect((await add({ kind: 'status', status: 429, times: 3, retryAfter: 5 })).body).toEqual({ id: '2' });

  const shown = await control(alation, 'GET', '/faults');
  expect(shown.body).toMatchObject([
    { id: '1', bodyIncludes: '(not shown)' },
    { id: '2', times: 3 },
  ]);
  expect(JSON.stringify((await control(alation, 'GET', '/state')).body)).not.toContain(secret);

  expect((await control(alation, 'DELETE', '/faults/1')).body).toEqual({ removed: true });
  expect((await control(alation, 'DELETE', '/faults')).body).toEqual({ ok: true });
  expect(alation.faults.list()).toEqual([]);
});

test('an outage begins and ends', async () => {
  const { alation } = await startInstance();
  await control(alation, 'POST', '/outage', { on: true, of: 'token-endpoints' });
  expect((await callApiKeys(alation, 'createAPIAccessToken', {})).status).toBe(503);
  expect((await userinfo(alation, {})).status).toBe(403);
  await control(alation, 'POST', '/outage', { on: false });
  expect((await callApiKeys(alation, 'createAPIAccessToken', {})).status).toBe(400);
});

test('calls are counted by endpoint and status, listed, and forgotten', async () => {
  const { alation } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  await mintApiAccessToken(alation, issued);
  await callApiKeys(alation, 'createAPIAccessToken', { refresh_token: 'unknown', user_id: 1 });
  alation.faults.add({ kind: 'dropAfterProcessing', times: 1 });
  await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued)).catch(() => undefined);
  await userinfo(alation, {});

  expect((await control(alation, 'GET', '/calls/counters')).body).toEqual({
    createAPIAccessToken: { 201: 1, 401: 1, dropped: 1 },
    userinfo: { 403: 1 },
  });
  expect(alation.calls.count({ minted: true, credentialId: issued.id })).toBe(2);
  expect((await control(alation, 'GET', '/calls')).body).toMatchObject([
    {
      endpoint: 'createAPIAccessToken',
      credentialId: issued.id,
      at: START,
      outcome: { status: 201, processed: true, minted: true },
    },
    { outcome: { status: 401, minted: false } },
    { outcome: { processed: true, minted: true, fault: 'dropAfterProcessing' } },
    { endpoint: 'userinfo' },
  ]);
  await control(alation, 'DELETE', '/calls');
  expect((await control(alation, 'GET', '/calls/counters')).body).toEqual({});
});

test('an access log is told of every call', async () => {
  const seen: string[] = [];
  const { alation } = await startInstance({ accessLog: ({ endpoint }) => seen.push(endpoint) });
  await userinfo(alation, {});
  await replyOf(fetch(`${alation.url}/nothing`));
  expect(seen).toEqual(['userinfo', 'unknown']);
});

test('the state and the calls show no secret value', async () => {
  const { alation } = await startInstance();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const client = alation.registerOAuthClient({ name: 'loader' });
  const secrets = [
    issued.refreshToken,
    client.clientSecret,
    await mintApiAccessToken(alation, issued),
    await mintJwt(alation, client),
  ];
  const state = (await control(alation, 'GET', '/state')).body;
  expect(state).toMatchObject({
    outage: null,
    refreshTokens: [{ id: issued.id, status: 'ACTIVE' }],
    accessTokens: [{ tokenType: 'APIAccessToken' }, { tokenType: 'Bearer' }],
    oauthClients: [{ clientId: client.clientId, accessTokenStatus: 'ACTIVE' }],
  });
  const shown = JSON.stringify([state, (await control(alation, 'GET', '/calls')).body]);
  for (const secret of secrets) expect(shown).not.toContain(secret.slice(-16));
});

test.each([
  ['POST', '/refresh-tokens', { userId: 'x', name: 'a' }, 400],
  ['POST', '/refresh-tokens', { userId: 1, name: 'a', surprise: 1 }, 400],
  ['POST', '/refresh-tokens/99/revoke', {}, 400],
  ['POST', '/oauth-clients', { name: 'a', accessTokenDurationMs: 1_000 }, 400],
  ['POST', '/faults', { kind: 'html200', pathPattern: '(' }, 400],
  ['POST', '/faults', { kind: 'explode' }, 400],
  ['PATCH', '/behaviour', { accessTokenLifetimeMs: -1 }, 400],
  ['POST', '/nothing', {}, 404],
  ['DELETE', '/state', undefined, 404],
] as const)('%s %s with %j is refused with %i and says why', async (method, path, body, status) => {
  const { alation } = await startInstance();
  expect(await control(alation, method, path, body)).toMatchObject({
    status,
    body: { detail: expect.any(String) },
  });
});

test.each(['{', '"', 'null'])('a body of %s is refused', async (text) => {
  const { alation } = await startInstance();
  const answer = fetch(`${alation.url}/_local/users`, { method: 'POST', body: text });
  expect(await replyOf(answer)).toMatchObject({ status: 400, body: { detail: 'The body is not JSON.' } });
});
