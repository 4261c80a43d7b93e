import { expect, onTestFinished, test } from 'vitest';
import { HOUR_MS } from '../../../functions/time.ts';
import { defaultBehaviour } from '../../../local/alation/behaviour.ts';
import { alationRoutes } from '../../../local/alation/control-routes.ts';
import { startControlServer } from '../../../local/control/control-server.ts';
import {
  callApiKeys,
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

/** An instance with a control server. `control` sends requests as `curl -d` does: with the content type of a form. */
async function startWithControl(options: Parameters<typeof startInstance>[0] = {}) {
  const { alation } = await startInstance(options);
  const { url, close } = await startControlServer(alationRoutes(alation), 0);
  onTestFinished(close);
  const control = (method: string, path: string, body?: unknown): Promise<Reply> =>
    replyOf(
      fetch(`${url}${path === '/' ? path : `/alation${path}`}`, {
        method,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
      }),
    );
  return { alation, control };
}

test('the control server lists its endpoints with their bodies', async () => {
  const { control } = await startWithControl();
  const { status, body } = await control('GET', '/');
  expect(status).toBe(200);
  expect(body).toContain('POST /alation/faults\n    adds a fault\n    { kind, path?');
  expect(body).toContain('GET /alation/state\n    shows behaviour');
});

test('control requests create a user, a refresh token and an access token', async () => {
  const { alation, control } = await startWithControl();
  const user = await control('POST', '/users', { username: 'ann@example.com', password: 'pw' });
  expect(user).toMatchObject({ status: 200, body: { userId: 101 } });
  const made = await control('POST', '/refresh-tokens', { userId: 101, name: 'tableau' });
  const pair = { refresh_token: textOf(made.body, 'refresh_token'), user_id: 101 };
  const minted = await callApiKeys(alation, 'createAPIAccessToken', pair);
  const token = textOf(minted.body, 'api_access_token');

  const other = await control('POST', `/refresh-tokens/${textOf(made.body, 'id')}/regenerate-api-token`);
  expect((await userinfo(alation, { token })).status).toBe(403);
  expect((await userinfo(alation, { token: textOf(other.body, 'api_access_token') })).status).toBe(200);
});

test.each([
  { withAccessTokens: false, status: 200 },
  { withAccessTokens: true, status: 403 },
])(
  'after a refresh token is revoked (withAccessTokens: $withAccessTokens), consumers of its access token get status $status',
  async ({ withAccessTokens, status }) => {
    const { alation, control } = await startWithControl();
    const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
    const token = await mintApiAccessToken(alation, issued);
    await control('POST', `/refresh-tokens/${issued.id}/revoke`, { withAccessTokens });
    expect((await userinfo(alation, { token })).status).toBe(status);
    expect((await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued))).status).toBe(401);
  },
);

test('control requests let a refresh token expire, and revoke one access token or all access tokens of a credential', async () => {
  const { alation, control } = await startWithControl({ supersession: 'coexists' });
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const tokens = [await mintApiAccessToken(alation, issued), await mintApiAccessToken(alation, issued)];
  const revoke = (body: object) => control('POST', '/access-tokens/revoke', body);

  expect((await revoke({ accessToken: tokens[0] })).body).toEqual({ revoked: 1 });
  expect((await revoke({ accessToken: 'unknown' })).body).toEqual({ revoked: 0 });
  expect(tokens.map((token) => alation.isAccessTokenActive(token))).toEqual([false, true]);
  expect((await revoke({ credentialId: issued.id })).body).toEqual({ revoked: 1 });

  await control('POST', `/refresh-tokens/${issued.id}/expire`);
  expect(alation.refreshTokens()).toMatchObject([{ status: 'EXPIRED', accessTokenStatus: 'REVOKED' }]);
});

test('control requests register an OAuth client, give the client a new client secret and delete the client', async () => {
  const { alation, control } = await startWithControl();
  const made = await control('POST', '/oauth-clients', {
    name: 'loader',
    accessTokenDurationMs: HOUR_MS,
  });
  const clientId = textOf(made.body, 'client_id');
  const [registered] = alation.oauthClients();
  if (registered === undefined) throw new TypeError('There is one client.');
  const withSecret = (clientSecret: string) => ({ ...registered, clientSecret });
  const first = withSecret(textOf(made.body, 'client_secret'));
  expect((await requestJwt(alation, first)).body).toMatchObject({ expires_in: 3_600 });

  const again = await control('POST', `/oauth-clients/${clientId}/regenerate-secret`);
  expect((await requestJwt(alation, first)).status).toBe(401);
  const jwt = await mintJwt(alation, withSecret(textOf(again.body, 'client_secret')));

  await control('DELETE', `/oauth-clients/${clientId}`);
  expect(alation.isAccessTokenActive(jwt)).toBe(false);
  expect(alation.oauthClients()).toEqual([]);
});

test('a control request rotates the signing key, and the JWTs of the old key are then inactive', async () => {
  const { alation, control } = await startWithControl();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const jwt = await mintJwt(alation, client);
  const { status, body } = await control('POST', '/signing-keys/rotate', { keepOldForMs: 0 });
  expect(status).toBe(200);
  expect(body).toEqual({ kid: expect.any(String) });
  expect((await introspect(alation, client, jwt)).body).toEqual({ active: false });
});

test('a control request changes the behaviour, and the response shows all fields of the behaviour', async () => {
  const { alation, control } = await startWithControl();
  const changes = { supersession: 'coexists', accessTokenLifetimeMs: HOUR_MS, inactiveTokenStatus: 401 };
  expect((await control('PATCH', '/behaviour', changes)).body).toEqual({ ...defaultBehaviour, ...changes });
  expect(alation.behaviour).toMatchObject(changes);
});

test('faults are added, shown without the text of bodyIncludes, and removed', async () => {
  const { alation, control } = await startWithControl();
  const secret = 'Zr4kQ8vUw2nXy7Lp1Hs9';
  const add = (fault: object) => control('POST', '/faults', fault);
  expect((await add({ kind: 'html502', bodyIncludes: secret })).body).toEqual({ ok: true });
  expect((await add({ kind: 'status', status: 429, times: 3, retryAfter: 5 })).body).toEqual({ ok: true });

  const shown = await control('GET', '/faults');
  expect(shown.body).toMatchObject([
    { kind: 'html502', bodyIncludes: '(not shown)' },
    { kind: 'status', times: 3 },
  ]);

  expect((await control('DELETE', '/faults')).body).toEqual({ ok: true });
  expect(alation.faults.list()).toEqual([]);
});

test('control requests begin and end an outage of the token endpoints', async () => {
  const { alation, control } = await startWithControl();
  await control('POST', '/outage', { on: true, of: 'token-endpoints' });
  expect((await callApiKeys(alation, 'createAPIAccessToken', {})).status).toBe(503);
  expect((await userinfo(alation, {})).status).toBe(403);
  await control('POST', '/outage', { on: false });
  expect((await callApiKeys(alation, 'createAPIAccessToken', {})).status).toBe(400);
});

test('the recorded calls to Alation are counted, listed and deleted', async () => {
  const { alation, control } = await startWithControl();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  await mintApiAccessToken(alation, issued);
  await callApiKeys(alation, 'createAPIAccessToken', { refresh_token: 'unknown', user_id: 1 });
  alation.faults.add({ kind: 'dropAfterProcessing', times: 1 });
  await callApiKeys(alation, 'createAPIAccessToken', pairOf(issued)).catch(() => undefined);
  await userinfo(alation, {});

  expect(alation.calls.count({ minted: true, credentialId: issued.id })).toBe(2);
  expect((await control('GET', '/calls')).body).toMatchObject([
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
  await control('DELETE', '/calls');
  expect((await control('GET', '/calls')).body).toEqual([]);
});

test('the access log receives every call', async () => {
  const seen: string[] = [];
  const { alation } = await startInstance({ accessLog: ({ endpoint }) => seen.push(endpoint) });
  await userinfo(alation, {});
  await replyOf(fetch(`${alation.url}/nothing`));
  expect(seen).toEqual(['userinfo', 'unknown']);
});

test('the state and the calls show no secret value', async () => {
  const { alation, control } = await startWithControl();
  const issued = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  const client = alation.registerOAuthClient({ name: 'loader' });
  const secrets = [
    issued.refreshToken,
    client.clientSecret,
    await mintApiAccessToken(alation, issued),
    await mintJwt(alation, client),
  ];
  const state = (await control('GET', '/state')).body;
  expect(state).toMatchObject({
    refreshTokens: [{ id: issued.id, status: 'ACTIVE' }],
    accessTokens: [{ tokenType: 'APIAccessToken' }, { tokenType: 'Bearer' }],
    oauthClients: [{ clientId: client.clientId, accessTokenStatus: 'ACTIVE' }],
  });
  const shown = JSON.stringify([state, (await control('GET', '/calls')).body]);
  for (const secret of secrets) expect(shown).not.toContain(secret.slice(-16));
});

test.each([
  [
    'POST',
    '/refresh-tokens',
    { userId: 'x', name: 'a' },
    400,
    'The body has a wrong, missing or unknown field: userId. Allowed: { userId, name }',
  ],
  [
    'POST',
    '/refresh-tokens',
    { userId: 1, name: 'a', new: 1 },
    400,
    'The body has a wrong, missing or unknown field: new. Allowed: { userId, name }',
  ],
  [
    'POST',
    '/refresh-tokens/99/revoke',
    {},
    400,
    'There is no refresh token with the id 99. GET /alation/state shows all ids.',
  ],
  [
    'POST',
    '/oauth-clients',
    { name: 'a', accessTokenDurationMs: 1_000 },
    400,
    'Got an Access Token Duration of 1000 ms',
  ],
  [
    'POST',
    '/faults',
    { kind: 'html200', path: '(' },
    400,
    'unknown field: path. Allowed: { kind, path?: a regular',
  ],
  ['POST', '/faults', { kind: 'explode' }, 400, 'unknown field: kind.'],
  ['PATCH', '/behaviour', { accessTokenLifetimeMs: -1 }, 400, 'unknown field: accessTokenLifetimeMs.'],
  ['POST', '/users', '{', 400, 'The body is not JSON.'],
  ['POST', '/users', '"', 400, 'The body is not JSON.'],
  ['POST', '/users', 'null', 400, 'unknown field: (the body itself)'],
  ['POST', '/nothing', {}, 404, 'There is no POST /alation/nothing. GET / lists the endpoints.'],
  ['DELETE', '/state', undefined, 404, 'There is no DELETE /alation/state. GET / lists the endpoints.'],
] as const)('%s %s with %j is refused with %i and an error', async (method, path, body, status, error) => {
  const { control } = await startWithControl();
  expect(await control(method, path, body)).toMatchObject({
    status,
    body: { error: expect.stringContaining(error) },
  });
});

test('rejectedAt returns the time since which Alation rejects a refresh token or a client secret', async () => {
  const { alation, clock } = await startInstance();
  const { id, refreshToken } = alation.createRefreshTokenInUi({ userId: 1, name: 'blue' });
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'loader' });
  expect([refreshToken, clientSecret].map((secret) => alation.rejectedAt(secret))).toEqual([
    undefined,
    undefined,
  ]);
  await clock.set(START + HOUR_MS);
  alation.revokeRefreshToken(id);
  const newSecret = alation.regenerateClientSecret(clientId);
  await clock.set(START + 2 * HOUR_MS);
  alation.deleteOAuthClient(clientId);
  expect([refreshToken, clientSecret, newSecret].map((secret) => alation.rejectedAt(secret))).toEqual([
    START + HOUR_MS,
    START + HOUR_MS,
    START + 2 * HOUR_MS,
  ]);
});
