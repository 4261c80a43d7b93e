import { expect, test } from 'vitest';
import { Sensitive } from '../../../../functions/integration/sensitive.ts';
import { dated, json, text } from '../../../support/raw-server.ts';
import { canaries, client, endpoints, failureOf, HOUR, MINUTE, NOW } from '../fixture.ts';
import { startInstance, unsigned } from './instance.ts';

const granted = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  access_token: canaries.accessToken,
  token_type: 'Bearer',
  expires_in: 3_600,
  ...changes,
});

const invalidClient = json(401, {
  error: 'invalid_client',
  error_description: 'Client credentials are incorrect',
  code: '401',
});

/** The credentials after `Basic` in the header. */
const basicCredentials = Buffer.from(`client+id%3A1:${canaries.clientSecret}`).toString('base64');

test('a mint uses HTTP Basic and counts expires_in from the time of the request', async () => {
  const alation = await startInstance();
  alation.script.token = () => json(200, granted());

  const minted = await endpoints().mint(alation.origin, client);

  expect(minted.accessToken.reveal()).toBe(canaries.accessToken);
  expect(minted).toMatchObject({
    tokenType: 'Bearer',
    issuedAt: NOW,
    expiresAt: NOW + HOUR,
    expirySource: 'reported',
  });
  expect(alation.requests).toHaveLength(1);
  const [request] = alation.requests;
  expect(request).toMatchObject({
    method: 'POST',
    path: '/oauth/v2/token/',
    body: 'grant_type=client_credentials',
  });
  expect(request?.headers).toMatchObject({
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    authorization: `Basic ${basicCredentials}`,
  });
});

test.each([
  [' ', '+'],
  ['%', '%25'],
  ['&', '%26'],
  ['+', '%2B'],
  [':', '%3A'],
  ['£', '%C2%A3'],
  ['€', '%E2%82%AC'],
  ['Az09-._', 'Az09-._'],
  ['', ''],
])('"%s" is form-encoded as "%s" for HTTP Basic', async (value, encoded) => {
  const alation = await startInstance();
  await endpoints().mint(alation.origin, { ...client, clientId: value });
  const pair = Buffer.from(`${encoded}:${canaries.clientSecret}`).toString('base64');
  expect(alation.requests[0]?.headers.authorization).toBe(`Basic ${pair}`);
});

test('an instance that refuses Basic receives id and secret in the body, first after a refusal and later directly', async () => {
  const alation = await startInstance();
  alation.script.token = (request) =>
    request.headers.authorization === undefined ? json(200, granted()) : invalidClient;
  const tokenEndpoints = endpoints();

  await tokenEndpoints.mint(alation.origin, client);
  await tokenEndpoints.mint(alation.origin, client);

  expect(alation.requests.map((request) => request.headers.authorization !== undefined)).toEqual([
    true,
    false,
    false,
  ]);
  expect(Object.fromEntries(new URLSearchParams(alation.requests[1]?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: canaries.clientSecret,
  });
});

test('the accepted form of client authentication is remembered for each client and each instance', async () => {
  const bodyOnly = await startInstance();
  bodyOnly.script.token = (request) =>
    request.headers.authorization === undefined ? json(200, granted()) : invalidClient;
  const either = await startInstance();
  const tokenEndpoints = endpoints();

  await tokenEndpoints.mint(bodyOnly.origin, client);
  await tokenEndpoints.mint(either.origin, client);
  await tokenEndpoints.mint(bodyOnly.origin, { ...client, clientId: 'other' });

  expect(either.requests[0]?.headers.authorization).toBeDefined();
  expect(bodyOnly.requests).toHaveLength(4);
});

test('introspection uses the form of client authentication that the token endpoint accepted', async () => {
  const alation = await startInstance();
  const accepting = alation.script.introspect;
  alation.script.token = (request) =>
    request.headers.authorization === undefined ? json(200, granted()) : invalidClient;
  alation.script.introspect = (request) =>
    request.headers.authorization === undefined ? accepting(request) : invalidClient;
  const tokenEndpoints = endpoints();

  const minted = await tokenEndpoints.mint(alation.origin, client);
  await tokenEndpoints.verify(alation.origin, { ...minted, userId: undefined }, client);

  expect(alation.requestCount('introspect')).toBe(1);
});

test('a client with a wrong secret is rejected only after Alation refused both forms of client authentication', async () => {
  const alation = await startInstance();
  alation.script.token = () => invalidClient;

  const error = await failureOf(endpoints().mint(alation.origin, client));

  expect(error).toMatchObject({
    code: 'CredentialRejected',
    disposition: 'reauthorize',
    detail: { status: 401 },
  });
  expect(error.message).toContain('credential loader');
  expect(error.message).toContain('Client credentials are incorrect');
  expect(alation.requests).toHaveLength(2);
});

test.each([
  ['500', json(500, {}), 'AlationUnavailable'],
  ['429', json(429, {}), 'AlationThrottled'],
  ['an HTML page with 401', text(401, '<html></html>'), 'AlationAnswerMalformed'],
  ['invalid_request', json(400, { error: 'invalid_request' }), 'AlationRequestRefused'],
])(
  'a client is not rejected if Alation refuses the first form and answers the second form with %s',
  async (_, second, code) => {
    const alation = await startInstance();
    alation.script.token = (request) =>
      request.headers.authorization === undefined ? second : invalidClient;
    expect((await failureOf(endpoints().mint(alation.origin, client))).code).toBe(code);
  },
);

test.each([
  ['a proxy with its sign-on page', text(401, '<html>Sign in</html>')],
  ['a gateway that requires another Authorization', json(401, { detail: 'Jwt verification fails' })],
  ['a gateway in the form of OAuth', json(401, { error: 'invalid_token' })],
])('a client is not rejected if the response to one of the two forms came from %s', async (_, first) => {
  const alation = await startInstance();
  alation.script.token = (request) => (request.headers.authorization === undefined ? invalidClient : first);
  const error = await failureOf(endpoints().mint(alation.origin, client));
  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { status: 401 } });
});

test('a client with a wrong secret is rejected even if Alation accepted the client before', async () => {
  const alation = await startInstance();
  alation.script.token = () => json(200, granted());
  const tokenEndpoints = endpoints();
  await tokenEndpoints.mint(alation.origin, client);
  alation.script.token = () => invalidClient;
  expect((await failureOf(tokenEndpoints.mint(alation.origin, client))).code).toBe('CredentialRejected');
});

test.each([
  ['invalid_client', 'CredentialRejected'],
  ['invalid_grant', 'CredentialRejected'],
  ['unauthorized_client', 'AlationForbidden'],
  ['invalid_request', 'AlationRequestRefused'],
  ['unsupported_grant_type', 'AlationRequestRefused'],
  ['invalid_scope', 'AlationRequestRefused'],
  ['temporarily_unavailable', 'AlationUnavailable'],
  ['server_error', 'AlationUnavailable'],
])('a mint that Alation answers with the OAuth error %s throws %s', async (error, code) => {
  const alation = await startInstance();
  alation.script.token = () => json(400, { error, error_description: `because ${canaries.clientSecret}` });

  const failure = await failureOf(endpoints().mint(alation.origin, client));

  expect(failure).toMatchObject({ code, detail: { status: 400 } });
  expect(failure.message).toContain(error);
  expect(failure.message).not.toContain('because');
});

test.each([
  ['an unknown error', 400, { error: 'slow_down' }, 'AlationRequestRefused'],
  ['an error named like a property of every object', 400, { error: 'constructor' }, 'AlationRequestRefused'],
  ['an error that is no text', 400, { error: { code: 1 } }, 'AlationRequestRefused'],
  ['invalid_client with 403', 403, { error: 'invalid_client' }, 'AlationForbidden'],
  ['404', 404, {}, 'AlationRequestRefused'],
  ['405', 405, {}, 'AlationRequestRefused'],
  ['429', 429, {}, 'AlationThrottled'],
  ['502', 502, {}, 'AlationUnavailable'],
])('the HTTP status determines the failure code of %s', async (_, status, body, code) => {
  const alation = await startInstance();
  alation.script.token = () => json(status, body);
  expect((await failureOf(endpoints().mint(alation.origin, client))).code).toBe(code);
  expect(alation.requests).toHaveLength(1);
});

test.each([
  ['HTML', text(200, '<html></html>')],
  ['no access token', json(200, granted({ access_token: undefined }))],
  ['an empty access token', json(200, granted({ access_token: '' }))],
  ['a line break in the access token', json(200, granted({ access_token: 'a\nb' }))],
  ['the client secret itself', json(200, granted({ access_token: canaries.clientSecret }))],
  ['the client secret within', json(200, granted({ access_token: `a.${canaries.clientSecret}.b` }))],
  ['a part of the client secret', json(200, granted({ access_token: canaries.clientSecret.slice(0, -4) }))],
  ['the credentials of HTTP Basic', json(200, granted({ access_token: basicCredentials }))],
  ['no token_type', json(200, granted({ token_type: undefined }))],
  ['another token_type', json(200, granted({ token_type: 'mac' }))],
  ['expires_in 0', json(200, granted({ expires_in: 0 }))],
  ['a negative expires_in', json(200, granted({ expires_in: -5 }))],
])('a mint rejects a response with %s', async (_, reaction) => {
  const alation = await startInstance();
  alation.script.token = () => reaction;
  const error = await failureOf(endpoints().mint(alation.origin, client));
  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { sent: true } });
  expect(alation.requests).toHaveLength(1);
});

test('an access token that contains a short client secret by chance is accepted', async () => {
  const alation = await startInstance();
  alation.script.token = () => json(200, granted());
  const short = { ...client, clientSecret: new Sensitive(canaries.accessToken.slice(3, 6)) };
  await expect(endpoints().mint(alation.origin, short)).resolves.toMatchObject({ tokenType: 'Bearer' });
});

test.each([
  ['is five minutes', 'reported', 300, NOW + 5 * MINUTE],
  ['is 72 hours', 'reported', 259_200, NOW + 72 * HOUR],
  ['is seconds as text', 'reported', '600', NOW + 10 * MINUTE],
  ['is missing', 'assumed', undefined, NOW + 2 * HOUR],
  ['is null', 'assumed', null, NOW + 2 * HOUR],
  ['is an absurd number', 'assumed', 1e300, NOW + 2 * HOUR],
  ['is not a number', 'assumed', 'soon', NOW + 2 * HOUR],
])('if expires_in %s, the expiry is %s', async (_, expirySource, expiresIn, expiresAt) => {
  const alation = await startInstance();
  alation.script.token = () => json(200, granted({ expires_in: expiresIn, token_type: 'bearer' }));
  await expect(endpoints().mint(alation.origin, client)).resolves.toMatchObject({ expiresAt, expirySource });
});

/** A JWT with this lifetime in seconds, minted this many seconds ago. These tests do not verify the signature. */
const jwtOf = (seconds: number, ago = 0): string => {
  const iat = NOW / 1_000 - ago;
  return unsigned({ alg: 'RS256', kid: 'k1' }, { iat, exp: iat + seconds }, 'c2lnbmF0dXJl');
};

const DAY_SECONDS = 86_400;
const JWT = jwtOf(DAY_SECONDS);

test.each([
  ['expires_in is larger than exp - iat', 10 * DAY_SECONDS, jwtOf(3_600), HOUR, 'reported', true],
  ['expires_in is smaller than exp - iat', 600, JWT, 10 * MINUTE, 'reported', true],
  ['expires_in is missing', undefined, JWT, 24 * HOUR, 'reported', undefined],
  ['expires_in is null', null, JWT, 24 * HOUR, 'reported', undefined],
  ['expires_in is text with a fraction', '86400.0', canaries.accessToken, 24 * HOUR, 'reported', undefined],
  ['expires_in has a fraction', 600.0004, canaries.accessToken, 10 * MINUTE, 'reported', undefined],
  ['expires_in is in milliseconds', DAY_SECONDS * 1_000, JWT, 24 * HOUR, 'reported', true],
  [
    'expires_in is in milliseconds without a JWT',
    86_400_000,
    canaries.accessToken,
    2 * HOUR,
    'assumed',
    true,
  ],
  ['expires_in is above 72 hours without a JWT', 259_201, canaries.accessToken, 2 * HOUR, 'assumed', true],
  ['expires_in and exp - iat are above 72 hours', 400_000, jwtOf(400_000), 2 * HOUR, 'assumed', true],
  ['exp - iat is 72 hours', undefined, jwtOf(259_200), 72 * HOUR, 'reported', undefined],
  ['exp is before iat', 3_600, jwtOf(-60), HOUR, 'reported', true],
  ['the JWT has no exp', 3_600, unsigned({ alg: 'RS256' }, { iat: 1 }, 'c2ln'), HOUR, 'reported', undefined],
  [
    'exp is not a number',
    3_600,
    unsigned({ alg: 'RS256' }, { iat: 1, exp: 'soon' }, 'c2ln'),
    HOUR,
    'reported',
    undefined,
  ],
  ['a JWT was cached for 20 hours', DAY_SECONDS, jwtOf(DAY_SECONDS, 72_000), 4 * HOUR, 'reported', true],
  ['a JWT is half a minute old', DAY_SECONDS, jwtOf(DAY_SECONDS, 30), 24 * HOUR, 'reported', undefined],
  ['a cached JWT has expired by now', 3_600, jwtOf(3_600, 7_200), HOUR, 'reported', undefined],
])(
  'if %s, the mint reports the lifetime and whether the lifetime is doubtful',
  async (_, expiresIn, accessToken, lifetime, expirySource, isDoubtful) => {
    const alation = await startInstance();
    alation.script.token = () => json(200, granted({ expires_in: expiresIn, access_token: accessToken }));
    const minted = await endpoints().mint(alation.origin, client);
    expect(minted).toMatchObject({ expiresAt: NOW + lifetime, expirySource });
    expect(minted.isLifetimeDoubtful).toBe(isDoubtful);
  },
);

test.each([
  ['the Date of a gateway is 20 hours ahead', JWT, 20 * HOUR, 24 * HOUR],
  ["the instance's clock is 20 hours behind", jwtOf(DAY_SECONDS, 72_000), -20 * HOUR, 24 * HOUR],
])('a new JWT has its full lifetime if %s', async (_, accessToken, skew, lifetime) => {
  const alation = await startInstance();
  alation.script.token = () =>
    dated(json(200, granted({ expires_in: DAY_SECONDS, access_token: accessToken })), NOW + skew);
  const minted = await endpoints().mint(alation.origin, client);
  expect(minted).toMatchObject({ expiresAt: NOW + lifetime, expirySource: 'reported' });
  expect(minted.isLifetimeDoubtful).toBeUndefined();
});
