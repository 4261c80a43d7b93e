import { expect, test } from 'vitest';
import { Sensitive } from '../../../../functions/integration/sensitive.ts';
import { dated, json, redirect, text } from '../../../support/raw-server.ts';
import {
  canaries,
  client,
  credential,
  endpoints,
  failureOf,
  HOUR,
  NOW,
  startScriptedAlation,
} from '../fixture.ts';

const published = {
  accessToken: new Sensitive(canaries.accessToken),
  tokenType: 'APIAccessToken',
  userId: 102,
} as const;

const validated = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  api_access_token: canaries.accessToken,
  user_id: 102,
  created_at: '2026-11-24T08:00:00.225053Z',
  token_expires_at: '2026-11-25T08:00:00.222161Z',
  token_status: 'ACTIVE',
  ...changes,
});

test('verification sends the access token and its user, and no refresh token', async () => {
  const alation = await startScriptedAlation(() => json(200, validated()));

  await endpoints().verify(alation.origin, published, credential);

  expect(alation.requests).toHaveLength(1);
  expect(alation.requests[0]).toMatchObject({
    method: 'POST',
    path: '/integration/v1/validateAPIAccessToken/',
  });
  expect(JSON.parse(alation.requests[0]?.body ?? '')).toEqual({
    api_access_token: canaries.accessToken,
    user_id: 102,
  });
});

test.each([
  ['ACTIVE', json(200, validated()), 'active'],
  ['active', json(200, validated({ token_status: 'active' })), 'active'],
  ['ACTIVE without the access token', json(200, validated({ api_access_token: undefined })), 'active'],
  ['EXPIRED', json(200, validated({ token_status: 'EXPIRED' })), 'inactive'],
  ['REVOKED', json(200, validated({ token_status: 'REVOKED' })), 'inactive'],
  [
    '401 with a detail',
    json(401, { detail: 'API Access Token provided is invalid.', code: '401000' }),
    'inactive',
  ],
  ['401 with a code', json(401, { code: '401000' }), 'inactive'],
  [
    '401 with the text for a superseded access token',
    json(401, { detail: 'API Access Token provided is expired or revoked.' }),
    'inactive',
  ],
])('verification reads %s as %s', async (_, reaction, state) => {
  const alation = await startScriptedAlation(() => reaction);
  await expect(endpoints().verify(alation.origin, published, credential)).resolves.toBe(state);
});

test.each([
  ['a 401 of a proxy', text(401, '<html>Sign in</html>'), 'AlationAnswerMalformed'],
  ['a 401 of a gateway', json(401, { detail: 'Jwt verification fails' }), 'AlationAnswerMalformed'],
  ['HTML with 200', text(200, '<html></html>'), 'AlationAnswerMalformed'],
  ['no status', json(200, validated({ token_status: undefined })), 'AlationAnswerMalformed'],
  ['status "failed"', json(200, validated({ status: 'failed' })), 'AlationAnswerMalformed'],
  ['another access token', json(200, validated({ api_access_token: 'other' })), 'AlationAnswerMalformed'],
  ['another user', json(200, validated({ user_id: 7 })), 'AlationAnswerMalformed'],
  ['400', json(400, {}), 'AlationRequestRefused'],
  ['403', json(403, {}), 'AlationForbidden'],
  ['404', text(404, '<html></html>'), 'AlationRequestRefused'],
  ['429', json(429, {}), 'AlationThrottled'],
  ['500', json(500, {}), 'AlationUnavailable'],
  ['a redirect', redirect(302, '/login'), 'AlationRedirected'],
])('verification fails, and returns neither active nor inactive, on %s', async (_, reaction, code) => {
  const alation = await startScriptedAlation(() => reaction);
  const error = await failureOf(endpoints().verify(alation.origin, published, credential));
  expect(error.code).toBe(code);
});

test('verification uses the user of the credential if the published document names no user', async () => {
  const alation = await startScriptedAlation(() => json(200, validated()));
  const withoutUser = { ...published, userId: undefined };
  await expect(endpoints().verify(alation.origin, withoutUser, credential)).resolves.toBe('active');
});

test('an API access token is verified after an OAuth client replaced its refresh token', async () => {
  const alation = await startScriptedAlation(() => json(200, validated()));
  await expect(endpoints().verify(alation.origin, published, client)).resolves.toBe('active');
  expect(alation.requests[0]?.path).toBe('/integration/v1/validateAPIAccessToken/');
});

test('an API access token without a known user cannot be verified', async () => {
  const alation = await startScriptedAlation(() => json(200, validated()));
  const withoutUser = { ...published, userId: undefined };
  const error = await failureOf(endpoints().verify(alation.origin, withoutUser, client));
  expect(error.code).toBe('VerificationUnavailable');
  expect(alation.requests).toHaveLength(0);
});

const inspected = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  user_id: 102,
  created_at: '2026-11-01T08:00:00.225053Z',
  token_expires_at: '2026-12-31T08:00:00.225053Z',
  token_status: 'ACTIVE',
  last_used_at: null,
  name: 'Tableau',
  refresh_token: canaries.refreshToken,
  ...changes,
});

test('inspection reads the expiry of a refresh token from validateRefreshToken', async () => {
  const alation = await startScriptedAlation(() => json(200, inspected()));

  await expect(endpoints().inspect(alation.origin, credential)).resolves.toEqual({
    state: 'active',
    expiresAt: Date.parse('2026-12-31T08:00:00.225Z'),
  });
  expect(alation.requests).toHaveLength(1);
  expect(alation.requests[0]).toMatchObject({
    method: 'POST',
    path: '/integration/v1/validateRefreshToken/',
  });
  expect(JSON.parse(alation.requests[0]?.body ?? '')).toEqual({
    refresh_token: canaries.refreshToken,
    user_id: 102,
  });
});

test.each([
  ['ahead', 3 * HOUR, null],
  ['ahead, with a last use', 3 * HOUR, NOW + 3 * HOUR],
  ['behind', -3 * HOUR, null],
  ['behind, with a last use', -3 * HOUR, NOW - 3 * HOUR + 30_000],
])(
  "inspection converts the expiry of a refresh token to the rotator's clock if Alation's clock is %s",
  async (_, skew, lastUsed) => {
    const body = inspected({ last_used_at: lastUsed && new Date(lastUsed).toISOString() });
    const alation = await startScriptedAlation(() => dated(json(200, body), NOW + skew));
    const inspection = await endpoints().inspect(alation.origin, credential);
    expect(inspection).toMatchObject({ expiresAt: Date.parse('2026-12-31T08:00:00.225Z') - skew });
  },
);

test.each([
  ['30 hours behind', -30 * HOUR],
  ['200 days ahead, when the ACTIVE refresh token would have expired', 200 * 24 * HOUR],
])('inspection does not convert the expiry of a refresh token if Date is %s', async (_, skew) => {
  const body = inspected({ last_used_at: new Date(NOW).toISOString() });
  const alation = await startScriptedAlation(() => dated(json(200, body), NOW + skew));
  const inspection = await endpoints().inspect(alation.origin, credential);
  expect(inspection).toMatchObject({ expiresAt: Date.parse('2026-12-31T08:00:00.225Z') });
});

test.each([
  [
    'an ACTIVE refresh token whose expiry is in the past',
    inspected({ token_expires_at: '2026-11-24T07:00:00Z' }),
  ],
  [
    'times that are equal, as in the example of the guide',
    inspected({ created_at: '2026-12-31T08:00:00.225053Z' }),
  ],
])('inspection returns no expiry for %s', async (_, body) => {
  const alation = await startScriptedAlation(() => json(200, body));
  await expect(endpoints().inspect(alation.origin, credential)).resolves.toEqual({
    state: 'active',
    expiresAt: undefined,
  });
});

test.each([
  ['a 401', json(401, { detail: 'Refresh token provided is expired or revoked.', code: '401000' })],
  ['EXPIRED', json(200, inspected({ token_status: 'EXPIRED' }))],
  ['revoked', json(200, inspected({ token_status: 'revoked' }))],
])('inspection reads %s as a refused refresh token', async (_, reaction) => {
  const alation = await startScriptedAlation(() => reaction);
  await expect(endpoints().inspect(alation.origin, credential)).resolves.toEqual({ state: 'refused' });
});

test.each([
  ['missing', undefined],
  ['not a time', 'soon'],
])('inspection returns no expiry if token_expires_at is %s', async (_, tokenExpiresAt) => {
  const alation = await startScriptedAlation(() =>
    json(200, inspected({ token_expires_at: tokenExpiresAt })),
  );
  await expect(endpoints().inspect(alation.origin, credential)).resolves.toEqual({
    state: 'active',
    expiresAt: undefined,
  });
});

test.each([
  ['a 401 of a proxy', text(401, '<html></html>'), 'AlationAnswerMalformed'],
  ['a 401 of a gateway', json(401, { detail: 'Jwt verification fails' }), 'AlationAnswerMalformed'],
  ['no status', json(200, inspected({ token_status: undefined })), 'AlationAnswerMalformed'],
  ['an unknown status', json(200, inspected({ token_status: 'PENDING' })), 'AlationAnswerMalformed'],
  ['another user', json(200, inspected({ user_id: 1 })), 'AlationAnswerMalformed'],
  ['status "failed"', json(200, { status: 'failed' }), 'AlationAnswerMalformed'],
  ['503', text(503, ''), 'AlationUnavailable'],
  ['404', text(404, ''), 'AlationRequestRefused'],
])('inspection does not report the refresh token as refused, and fails, on %s', async (_, reaction, code) => {
  const alation = await startScriptedAlation(() => reaction);
  expect((await failureOf(endpoints().inspect(alation.origin, credential))).code).toBe(code);
});

test('inspection of an OAuth client sends no request', async () => {
  const alation = await startScriptedAlation(() => json(200, {}));
  await expect(endpoints().inspect(alation.origin, client)).resolves.toEqual({
    state: 'active',
    expiresAt: undefined,
  });
  expect(alation.requests).toHaveLength(0);
});
