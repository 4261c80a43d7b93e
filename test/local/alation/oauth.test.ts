import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
} from 'jose';
import * as z from 'zod/mini';
import { expect, test } from 'vitest';
import { MINUTE_MS, HOUR_MS } from '../../../functions/time.ts';
import type { LocalAlation } from '../../../local/alation/server.ts';
import {
  callOAuth,
  introspect,
  mintJwt,
  replyOf,
  requestJwt,
  START,
  startInstance,
  userinfo,
} from './fixture.ts';

const INCORRECT = {
  error: 'invalid_client',
  error_description: 'Client credentials are incorrect',
  code: '401',
};
const NOT_FOUND = {
  error: 'invalid_client',
  error_description: 'Client credentials might be incorrect or client not found.',
  code: '401',
};

const jwkSet = z.object({
  keys: z.array(
    z.strictObject({
      kty: z.literal('RSA'),
      kid: z.string(),
      use: z.literal('sig'),
      n: z.string(),
      e: z.string(),
    }),
  ),
});

async function keysOf({ url }: LocalAlation): Promise<JSONWebKeySet> {
  return jwkSet.parse((await replyOf(fetch(`${url}/oauth/v2/.well-known/jwks.json/`))).body);
}

test.each(['basic', 'body'] as const)('a client that authenticates by %s receives a JWT', async (by) => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader', accessTokenDurationMs: 300_000 });
  const { status, headers, body } = await requestJwt(alation, client, by);
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 300 });
});

test('a client receives a JWT if the path of the token endpoint has no slash at the end', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const { status, body } = await callOAuth(alation, 'token', { grant_type: 'client_credentials' }, client);
  expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  expect(alation.calls.count({ endpoint: 'token', minted: true })).toBe(1);
});

test('a JWT verifies against the JWK Set, and introspection shows its claims', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader', accessTokenDurationMs: HOUR_MS });
  const jwt = await mintJwt(alation, client);

  const { payload, protectedHeader } = await jwtVerify(jwt, createLocalJWKSet(await keysOf(alation)), {
    algorithms: ['RS256'],
    issuer: alation.url,
    currentDate: new Date(START),
  });
  expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  expect(payload).toMatchObject({
    client_id: client.clientId,
    iat: START / 1_000,
    nbf: START / 1_000,
    exp: START / 1_000 + 3_600,
  });
  expect((await introspect(alation, client, jwt)).body).toEqual({ active: true, ...payload });
});

test('a mint revokes the earlier access token of the client, even if access tokens of API keys coexist', async () => {
  const { alation } = await startInstance({ supersession: 'coexists' });
  const client = alation.registerOAuthClient({ name: 'loader' });
  const [first, second] = [await mintJwt(alation, client), await mintJwt(alation, client)];
  expect((await introspect(alation, client, first)).body).toEqual({ active: false });
  expect((await introspect(alation, client, second)).body).toMatchObject({ active: true });
  expect((await userinfo(alation, { authorization: `Bearer ${first}` })).status).toBe(401);
});

test('after many concurrent mints exactly one access token is active', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const jwts = await Promise.all(Array.from({ length: 8 }, () => mintJwt(alation, client)));
  expect(jwts.filter((jwt) => alation.isAccessTokenActive(jwt))).toHaveLength(1);
});

test('a mint revokes no access token of another client', async () => {
  const { alation } = await startInstance();
  const [a, b] = [alation.registerOAuthClient({ name: 'a' }), alation.registerOAuthClient({ name: 'b' })];
  const jwts = [await mintJwt(alation, a), await mintJwt(alation, b)];
  expect(jwts.map((jwt) => alation.isAccessTokenActive(jwt))).toEqual([true, true]);
  expect(alation.mintedBy(jwts[0] ?? '')).toMatchObject({ clientId: a.clientId, mintedAt: START });
});

test.each([
  ['a wrong secret', (clientId: string) => ({ clientId, clientSecret: 'wrong' }), INCORRECT],
  ['an unknown client', () => ({ clientId: 'nobody', clientSecret: 'x' }), NOT_FOUND],
])(
  'the token endpoint and the introspection endpoint return 401 with invalid_client for %s',
  async (_, presented, body) => {
    const { alation } = await startInstance();
    const { clientId } = alation.registerOAuthClient({ name: 'loader' });
    for (const by of ['basic', 'body'] as const) {
      const given = presented(clientId);
      const calls = [
        callOAuth(alation, 'token/', { grant_type: 'client_credentials' }, given, by),
        callOAuth(alation, 'introspect/?verify_token=true', { token: 'x' }, given, by),
      ];
      for (const reply of await Promise.all(calls)) expect(reply).toMatchObject({ status: 401, body });
    }
  },
);

test.each([
  { accepts: 'basic', by: 'body' },
  { accepts: 'body', by: 'basic' },
] as const)(
  'an instance that accepts only the client authentication "$accepts" refuses "$by"',
  async ({ accepts, by }) => {
    const { alation } = await startInstance({ clientAuthentication: accepts });
    const client = alation.registerOAuthClient({ name: 'loader' });
    expect(await requestJwt(alation, client, by)).toMatchObject({ status: 401, body: NOT_FOUND });
    expect((await requestJwt(alation, client, accepts)).status).toBe(200);
  },
);

/** Encodes every character with a percent sign. A server must decode this. */
function percent(text: string): string {
  return Buffer.from(text).toString('hex').replaceAll(/../g, '%$&');
}

test('the token endpoint form-decodes the client id and the client secret in Basic credentials', async () => {
  const { alation } = await startInstance();
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'loader' });
  const client = { clientId: percent(clientId), clientSecret: percent(clientSecret) };
  expect((await callOAuth(alation, 'token/', { grant_type: 'client_credentials' }, client)).status).toBe(200);
});

test.each([
  ['with another grant', { grant_type: 'password' }],
  ['without a grant', {}],
])('a token request %s is refused with unsupported_grant_type', async (_, form) => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  expect(await callOAuth(alation, 'token/', form, client)).toMatchObject({
    status: 400,
    body: {
      error: 'unsupported_grant_type',
      error_description: 'The requested grant is not supported or grant is not passed',
    },
  });
});

test('the token endpoint does not read a JSON body', async () => {
  const { alation } = await startInstance();
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'loader' });
  const response = fetch(`${alation.url}/oauth/v2/token/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  expect((await replyOf(response)).status).toBe(400);
});

test('introspection without a token is refused with invalid_request', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  expect(await callOAuth(alation, 'introspect/', {}, client)).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  });
});

test('introspection reports a forged JWT as inactive with verify_token=true, and as active without verify_token', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const jwt = await mintJwt(alation, client);
  const forged = await new SignJWT(decodeJwt(jwt))
    .setProtectedHeader({ alg: 'HS256', kid: decodeProtectedHeader(jwt).kid ?? '' })
    .sign(new TextEncoder().encode('another secret, long enough for HS256'));
  expect((await introspect(alation, client, forged)).body).toEqual({ active: false });
  const unverified = await callOAuth(alation, 'introspect/', { token: forged }, client);
  expect(unverified.body).toMatchObject({ active: true });
  for (const nonsense of ['opaque', 'a.b.c']) {
    const reply = await callOAuth(alation, 'introspect/', { token: nonsense }, client);
    expect(reply).toMatchObject({ status: 200, body: { active: false } });
  }
  expect((await userinfo(alation, { authorization: `Bearer ${forged}` })).status).toBe(401);
});

test('a JWT is inactive from the instant of its expiry on', async () => {
  const { alation, clock } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader', accessTokenDurationMs: 5 * MINUTE_MS });
  const jwt = await mintJwt(alation, client);
  await clock.advance(5 * MINUTE_MS - 1);
  expect((await introspect(alation, client, jwt)).body).toMatchObject({ active: true });
  await clock.advance(1);
  expect((await introspect(alation, client, jwt)).body).toEqual({ active: false });
});

test.each([5 * MINUTE_MS, 72 * HOUR_MS])('an Access Token Duration of %i ms is allowed', async (duration) => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader', accessTokenDurationMs: duration });
  expect(client.accessTokenDurationMs).toBe(duration);
});

test.each([5 * MINUTE_MS - 1_000, 72 * HOUR_MS + 1_000, HOUR_MS + 1])(
  'an Access Token Duration of %i ms is refused',
  async (accessTokenDurationMs) => {
    const { alation } = await startInstance();
    expect(() => alation.registerOAuthClient({ name: 'loader', accessTokenDurationMs })).toThrow(RangeError);
  },
);

test('after a new client secret the old client secret is refused and the JWT stays active', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const jwt = await mintJwt(alation, client);
  const clientSecret = alation.regenerateClientSecret(client.clientId);
  expect((await requestJwt(alation, client)).status).toBe(401);
  expect(alation.isAccessTokenActive(jwt)).toBe(true);
  expect((await requestJwt(alation, { ...client, clientSecret })).status).toBe(200);
});

test('deleting a client revokes its JWT', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const jwt = await mintJwt(alation, client);
  alation.deleteOAuthClient(client.clientId);
  expect(alation.isAccessTokenActive(jwt)).toBe(false);
  expect(await requestJwt(alation, client)).toMatchObject({ status: 401, body: NOT_FOUND });
});

test('an old signing key stays published for the given time, and then its JWTs are inactive', async () => {
  const { alation, clock } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'a' });
  const other = alation.registerOAuthClient({ name: 'b' });
  const old = await mintJwt(alation, client);
  const kid = await alation.rotateSigningKey({ keepOldForMs: HOUR_MS });
  const fresh = await mintJwt(alation, other);

  expect(decodeProtectedHeader(fresh).kid).toBe(kid);
  expect((await keysOf(alation)).keys.map((key) => key.kid)).toEqual([kid, decodeProtectedHeader(old).kid]);
  expect((await introspect(alation, client, old)).body).toMatchObject({ active: true });

  await clock.advance(HOUR_MS);
  expect((await keysOf(alation)).keys.map((key) => key.kid)).toEqual([kid]);
  expect((await introspect(alation, client, old)).body).toEqual({ active: false });
  expect(alation.isAccessTokenActive(old)).toBe(false);
  expect(alation.isAccessTokenActive(fresh)).toBe(true);
});

test.each(['PS256', 'ES256', 'ES384', 'EdDSA'] as const)(
  'after a rotation to a key for %s a JWT verifies against the JWK Set',
  async (algorithm) => {
    const { alation } = await startInstance();
    const kid = await alation.rotateSigningKey({ keepOldForMs: 0, algorithm });
    const jwt = await mintJwt(alation, alation.registerOAuthClient({ name: 'loader' }));
    const { body } = await replyOf(fetch(`${alation.url}/oauth/v2/.well-known/jwks.json/`));
    const keys = createLocalJWKSet(
      z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).parse(body),
    );
    const { protectedHeader } = await jwtVerify(jwt, keys, { currentDate: new Date(START) });
    expect(protectedHeader).toEqual({ alg: algorithm, kid, typ: 'JWT' });
  },
);

test('a key rotation can keep the kid, and then both published keys have that kid', async () => {
  const { alation } = await startInstance();
  const client = alation.registerOAuthClient({ name: 'loader' });
  const old = await mintJwt(alation, client);
  const kid = await alation.rotateSigningKey({ keepOldForMs: HOUR_MS, keepKid: true });
  expect(kid).toBe(decodeProtectedHeader(old).kid);
  const { keys } = await keysOf(alation);
  expect(keys.map((key) => key.kid)).toEqual([kid, kid]);
  expect(keys[0]?.n).not.toBe(keys[1]?.n);
  expect(alation.isAccessTokenActive(old)).toBe(true);
});

test('an instance can mint JWTs without kid', async () => {
  const { alation } = await startInstance({ jwtsNameKey: false });
  const jwt = await mintJwt(alation, alation.registerOAuthClient({ name: 'loader' }));
  expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'RS256', typ: 'JWT' });
});

test('a client can receive its active JWT again, until the JWT has expired', async () => {
  const { alation, clock } = await startInstance({ repeatsActiveJwts: true });
  const client = alation.registerOAuthClient({ name: 'loader', accessTokenDurationMs: HOUR_MS });
  const first = await mintJwt(alation, client);
  await clock.advance(59 * MINUTE_MS);
  expect(await mintJwt(alation, client)).toBe(first);
  expect(alation.calls.count({ endpoint: 'token', minted: true })).toBe(1);
  await clock.advance(MINUTE_MS);
  expect(await mintJwt(alation, client)).not.toBe(first);
});

test('a JWT names the configured issuer', async () => {
  const { alation } = await startInstance({ issuer: 'https://elsewhere.example' });
  const jwt = await mintJwt(alation, alation.registerOAuthClient({ name: 'loader' }));
  expect(decodeJwt(jwt).iss).toBe('https://elsewhere.example');
});

test('an instance on premises has no OAuth endpoints', async () => {
  const { alation } = await startInstance({ oauth: false });
  const client = alation.registerOAuthClient({ name: 'loader' });
  expect((await requestJwt(alation, client)).status).toBe(404);
});
