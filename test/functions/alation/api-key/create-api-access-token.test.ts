import { expect, test } from 'vitest';
import { dated, json, startRawServer, text, undated } from '../../../support/raw-server.ts';
import {
  canaries,
  credential,
  endpoints,
  failureOf,
  HOUR,
  MINUTE,
  mintedBody,
  NOW,
  startScriptedAlation,
} from '../fixture.ts';

test('a mint returns the API access token with the expiry that Alation reports', async () => {
  const alation = await startScriptedAlation(() => json(201, mintedBody()));

  const minted = await endpoints().mint(alation.origin, credential);

  expect(minted.accessToken.reveal()).toBe(canaries.accessToken);
  expect(minted).toMatchObject({
    tokenType: 'APIAccessToken',
    issuedAt: NOW,
    expiresAt: Date.parse('2026-11-25T07:59:59.997Z'),
    expirySource: 'reported',
  });
});

test('a mint sends one POST, whose only credential is the refresh token in a JSON body, and accepts JSON', async () => {
  const alation = await startScriptedAlation(() => json(201, mintedBody()));

  await endpoints().mint(alation.origin, credential);

  expect(alation.requests).toHaveLength(1);
  const [request] = alation.requests;
  expect(request).toMatchObject({ method: 'POST', path: '/integration/v1/createAPIAccessToken/' });
  expect(request?.headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
  expect(request?.headers).not.toHaveProperty('authorization');
  expect(request?.headers).not.toHaveProperty('token');
  expect(JSON.parse(request?.body ?? '')).toEqual({ refresh_token: canaries.refreshToken, user_id: 102 });
});

test.each([
  ['status 200', 200, mintedBody()],
  ['lower-case status', 201, mintedBody({ token_status: 'active' })],
  ['no status', 201, mintedBody({ token_status: undefined })],
  ['null as status', 201, mintedBody({ token_status: null })],
  ['no user_id', 201, mintedBody({ user_id: undefined })],
  ['user_id as text', 201, mintedBody({ user_id: '102' })],
  ['unknown fields', 201, mintedBody({ last_used_at: null, name: 'x', constructor: 1 })],
])('a mint accepts a response with %s', async (_, status, body) => {
  const alation = await startScriptedAlation(() => json(status, body));
  await expect(endpoints().mint(alation.origin, credential)).resolves.toMatchObject({ issuedAt: NOW });
});

test.each([
  ['HTML', text(200, `<html>${canaries.accessToken}</html>`)],
  ['HTML that claims to be JSON', text(201, '<html></html>', { 'content-type': 'application/json' })],
  ['an empty body', text(204, '')],
  ['truncated JSON', text(201, JSON.stringify(mintedBody()).slice(0, -10))],
  ['bytes that are not UTF-8', text(201, Buffer.from(JSON.stringify(mintedBody({ name: 'é' })), 'latin1'))],
  ['null', json(201, null)],
  ['a list', json(201, [mintedBody()])],
  ['an empty object', json(201, {})],
  ['no access token', json(201, mintedBody({ api_access_token: undefined }))],
  ['a number as access token', json(201, mintedBody({ api_access_token: 42 }))],
  ['an empty access token', json(201, mintedBody({ api_access_token: '' }))],
  ['a line break in the access token', json(201, mintedBody({ api_access_token: 'abc\ndef' }))],
  ['a space in the access token', json(201, mintedBody({ api_access_token: 'abc def' }))],
  ['header injection in the access token', json(201, mintedBody({ api_access_token: 'a\r\nX: 1' }))],
  ['an access token that a header cannot carry', json(201, mintedBody({ api_access_token: 'é' }))],
  ['the refresh token itself', json(201, mintedBody({ api_access_token: canaries.refreshToken }))],
  [
    'an access token that contains the refresh token',
    json(201, mintedBody({ api_access_token: `a.${canaries.refreshToken}.b` })),
  ],
  [
    'a part of the refresh token',
    json(201, mintedBody({ api_access_token: canaries.refreshToken.slice(4) })),
  ],
  ["another user's access token", json(201, mintedBody({ user_id: 103 }))],
  ['an object as user_id', json(201, mintedBody({ user_id: { id: 102 } }))],
  ['a revoked access token', json(201, mintedBody({ token_status: 'REVOKED' }))],
  ['an empty status', json(201, mintedBody({ token_status: '' }))],
  ['an expiry in the past', json(201, mintedBody({ token_expires_at: '2026-11-24T07:59:59Z' }))],
  ['an expiry at the moment of issue', json(201, mintedBody({ token_expires_at: '2026-11-24T08:00:00Z' }))],
  ['status "failed"', json(200, mintedBody({ status: 'failed' }))],
])('a mint rejects a response with %s', async (_, reaction) => {
  const alation = await startScriptedAlation(() => reaction);

  const error = await failureOf(endpoints().mint(alation.origin, credential));

  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { sent: true } });
  expect(error.message).toContain('/integration/v1/createAPIAccessToken/ at 127.0.0.1:');
  expect(alation.requests).toHaveLength(1);
});

test.each(['Refresh token provided is invalid.', 'Refresh token provided is expired or revoked.'])(
  'a 401 from Alation rejects the credential, and the message quotes "%s"',
  async (detail) => {
    const alation = await startScriptedAlation(() => json(401, { detail, code: '401000' }));

    const error = await failureOf(endpoints().mint(alation.origin, credential));

    expect(error).toMatchObject({
      code: 'CredentialRejected',
      disposition: 'reauthorize',
      detail: { status: 401 },
    });
    expect(error.message).toContain('tableau-a');
    expect(error.message).toContain(detail);
  },
);

test('without a known text, the code 401000 rejects the credential, and the message quotes no other text', async () => {
  const alation = await startScriptedAlation((_, index) =>
    index === 0
      ? json(401, { code: '401000' })
      : json(401, { detail: `No such token: ${canaries.refreshToken}`, code: '401000' }),
  );

  expect((await failureOf(endpoints().mint(alation.origin, credential))).code).toBe('CredentialRejected');
  const error = await failureOf(endpoints().mint(alation.origin, credential));
  expect(error.code).toBe('CredentialRejected');
  expect(error.message).not.toContain('No such token');
});

test.each([
  'Refresh token provided is invalid.',
  'Refresh token provided is expired or revoked.',
  'Refresh token provided is revoked',
  'refresh token provided is invalid or malformed',
])('a known text without a code rejects the credential: %s', async (detail) => {
  const alation = await startScriptedAlation(() => json(401, { detail }));
  expect((await failureOf(endpoints().mint(alation.origin, credential))).code).toBe('CredentialRejected');
});

test.each([
  ['an HTML page', text(401, '<html>Sign in</html>')],
  ['an empty body', text(401, '')],
  ['JSON of another shape', json(401, { message: 'proxy says no' })],
  ['another code', json(401, { code: '500000' })],
  ['a code that is only the status', json(401, { code: '401', detail: 'Unauthorized' })],
  ['a code that is a number', json(401, { code: 401_000 })],
  ['a JSON string', json(401, '401000')],
  [
    'the problem details of a gateway',
    json(
      401,
      { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'Jwt verification fails' },
      { 'content-type': 'application/problem+json' },
    ),
  ],
  [
    'the text of a gateway that quotes the refusal',
    json(401, { detail: 'Upstream: Refresh token provided is invalid.' }),
  ],
  [
    'the refusal of a request without credentials',
    json(401, { detail: 'Authentication credentials were not provided.' }),
  ],
  [
    'the refusal of a request without credentials, with a code',
    json(401, { detail: 'Authentication credentials were not provided.', code: '401000' }),
  ],
  [
    'the refusal of a bearer token that was not sent',
    json(401, { detail: 'Authentication failed: invalid bearer token.' }),
  ],
])('a 401 with %s does not reject the credential', async (_, reaction) => {
  const alation = await startScriptedAlation(() => reaction);
  const error = await failureOf(endpoints().mint(alation.origin, credential));
  expect(error).toMatchObject({ code: 'AlationAnswerMalformed', detail: { status: 401 } });
});

test.each([
  [400, 'AlationRequestRefused', undefined],
  [403, 'AlationForbidden', undefined],
  [404, 'AlationRequestRefused', undefined],
  [405, 'AlationRequestRefused', undefined],
  [429, 'AlationThrottled', undefined],
  [500, 'AlationUnavailable', true],
  [502, 'AlationUnavailable', true],
  [503, 'AlationUnavailable', true],
])('a mint that Alation answers with status %i throws %s', async (status, code, sent) => {
  const alation = await startScriptedAlation(() => text(status, `<html>${canaries.refreshToken}</html>`));

  const error = await failureOf(endpoints().mint(alation.origin, credential));

  expect(error).toMatchObject({ code, detail: { status } });
  expect(error.detail.sent).toBe(sent);
  expect(error.message).toContain(`HTTP ${status}, text/html`);
});

test.each([
  [429, '90', 90_000],
  [503, new Date(NOW + 2 * MINUTE).toUTCString(), 2 * MINUTE],
  [429, '999999', HOUR],
])(
  'a mint that Alation answers with status %i and Retry-After %s throws AlationThrottled with the wait',
  async (status, retryAfter, retryAfterMs) => {
    const alation = await startScriptedAlation(() => json(status, {}, { 'retry-after': retryAfter }));
    const error = await failureOf(endpoints().mint(alation.origin, credential));
    expect(error).toMatchObject({ code: 'AlationThrottled', detail: { status, retryAfterMs } });
  },
);

test.each([
  ['ahead', 5 * HOUR],
  ['behind', -5 * HOUR],
])("the expiry is converted to the rotator's clock if Alation's clock is %s by hours", async (_, skew) => {
  const alationTime = NOW + skew;
  const body = mintedBody({
    created_at: new Date(alationTime).toISOString(),
    token_expires_at: new Date(alationTime + 24 * HOUR).toISOString(),
  });
  const alation = await startScriptedAlation(() => dated(json(201, body), alationTime));

  const minted = await endpoints().mint(alation.origin, credential);

  expect(minted.expiresAt).toBe(NOW + 24 * HOUR);
});

test.each([
  ['30 hours behind', -30 * HOUR],
  ['25 hours ahead', 25 * HOUR],
  ['nine years ahead', 9 * 365 * 24 * HOUR],
])('a gateway whose Date is %s does not change the lifetime of 24 hours', async (_, skew) => {
  const alation = await startScriptedAlation(() => dated(json(201, mintedBody()), NOW + skew));
  const minted = await endpoints().mint(alation.origin, credential);
  expect(minted).toMatchObject({ expirySource: 'reported' });
  expect(Math.round((minted.expiresAt - NOW) / MINUTE)).toBe(24 * 60);
});

test.each([
  ['is right', 0, 24 * HOUR, 'reported'],
  ['is 5 hours ahead', 5 * HOUR, 19 * HOUR, 'reported'],
  ['is 30 hours behind', -30 * HOUR, 24 * HOUR, 'reported'],
  ['is 25 hours ahead', 25 * HOUR, 24 * HOUR, 'reported'],
])(
  'if the body has only one time and Date %s, a mint returns the earlier of the two expiries that can be true',
  async (_, skew, lifetime, expirySource) => {
    const body = mintedBody({ created_at: undefined, token_expires_at: '2026-11-25T08:00:00Z' });
    const alation = await startScriptedAlation(() => dated(json(201, body), NOW + skew));
    const minted = await endpoints().mint(alation.origin, credential);
    expect(minted).toMatchObject({ expiresAt: NOW + lifetime, expirySource });
  },
);

test.each([
  ['both times are now, as in the example of Alation’s guide', NOW, NOW + 2 * HOUR, 'assumed'],
  ['both times are in 24 hours', NOW + 24 * HOUR, NOW + 24 * HOUR, 'reported'],
  ['both times are in three years', NOW + 3 * 365 * 24 * HOUR, NOW + 2 * HOUR, 'assumed'],
])('the lifetime is not the difference of two equal times: %s', async (_, time, expiresAt, expirySource) => {
  const at = new Date(time).toISOString();
  const alation = await startScriptedAlation(() =>
    json(201, mintedBody({ created_at: at, token_expires_at: at })),
  );
  const minted = await endpoints().mint(alation.origin, credential);
  expect(minted).toMatchObject({ expiresAt, expirySource });
});

test.each([
  [400, 'reported', NOW + 400 * 24 * HOUR],
  [401, 'assumed', NOW + 2 * HOUR],
])(
  'the expiry of an access token with a lifetime of %i days is %s',
  async (days, expirySource, expiresAt) => {
    const body = mintedBody({
      created_at: new Date(NOW).toISOString(),
      token_expires_at: new Date(NOW + days * 24 * HOUR).toISOString(),
    });
    const alation = await startScriptedAlation(() => json(201, body));
    const minted = await endpoints().mint(alation.origin, credential);
    expect(minted).toMatchObject({ expiresAt, expirySource });
    expect(minted.isLifetimeDoubtful).toBe(days > 400 ? true : undefined);
  },
);

test('if the response has no Date, the lifetime is the difference of the two times in the body', async () => {
  const body = mintedBody({
    created_at: new Date(NOW - 3 * HOUR).toISOString(),
    token_expires_at: new Date(NOW + 21 * HOUR).toISOString(),
  });
  const alation = await startRawServer(() => undated(json(201, body)));
  const minted = await endpoints().mint(alation.origin, credential);
  await alation.close();
  expect(minted.expiresAt).toBe(NOW + 24 * HOUR);
});

test.each([undefined, null, 'soon', 1_764_000_000])(
  'a short lifetime is assumed if the expiry is %j',
  async (tokenExpiresAt) => {
    const alation = await startScriptedAlation(() =>
      json(201, mintedBody({ token_expires_at: tokenExpiresAt })),
    );
    const minted = await endpoints({ assumedLifetimeMs: HOUR }).mint(alation.origin, credential);
    expect(minted).toMatchObject({ expirySource: 'assumed', expiresAt: NOW + HOUR });
  },
);

test('the assumed lifetime is two hours by default', async () => {
  const alation = await startScriptedAlation(() => json(201, mintedBody({ token_expires_at: undefined })));
  expect((await endpoints().mint(alation.origin, credential)).expiresAt).toBe(NOW + 2 * HOUR);
});
