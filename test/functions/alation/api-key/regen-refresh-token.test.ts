import { expect, test } from 'vitest';
import { json, redirect, reset, text } from '../../../support/raw-server.ts';
import { canaries, credential, endpoints, failureOf, startScriptedAlation } from '../fixture.ts';

const NEW_TOKEN = 'Qk5sT2wRu8mYz3Vb6Hn1Jp9Lx4Gd7Fc0';

const regenerated = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  refresh_token: NEW_TOKEN,
  user_id: 102,
  name: 'tableau',
  created_at: '2026-11-24T08:00:00.225053Z',
  token_expires_at: '2027-01-23T08:00:00.222161Z',
  token_status: 'ACTIVE',
  ...changes,
});

test('a renewal sends the refresh token and its user once, and returns the new refresh token', async () => {
  const alation = await startScriptedAlation(() => json(201, regenerated()));

  const renewed = await endpoints().regenerate(alation.origin, credential);

  expect(renewed.reveal()).toBe(NEW_TOKEN);
  expect(alation.requests).toHaveLength(1);
  expect(alation.requests[0]).toMatchObject({
    method: 'POST',
    path: '/integration/v1/regenRefreshToken/',
  });
  expect(JSON.parse(alation.requests[0]?.body ?? '')).toEqual({
    refresh_token: canaries.refreshToken,
    user_id: 102,
  });
});

test.each([
  ['200', json(200, regenerated())],
  ['202', json(202, regenerated())],
  ['no status', json(201, regenerated({ token_status: undefined }))],
  ['a user_id as text', json(201, regenerated({ user_id: '102' }))],
  ['only the refresh token', json(201, { refresh_token: NEW_TOKEN })],
])('a renewal accepts %s', async (_, reaction) => {
  const alation = await startScriptedAlation(() => reaction);
  const renewed = await endpoints().regenerate(alation.origin, credential);
  expect(renewed.reveal()).toBe(NEW_TOKEN);
});

test.each([
  ['no refresh token', json(201, regenerated({ refresh_token: undefined })), 'AlationAnswerMalformed', true],
  ['an empty refresh token', json(201, regenerated({ refresh_token: '' })), 'AlationAnswerMalformed', true],
  [
    'a refresh token with a line break',
    json(201, regenerated({ refresh_token: 'a\nb' })),
    'AlationAnswerMalformed',
    true,
  ],
  [
    'the refresh token of another user',
    json(201, regenerated({ user_id: 7 })),
    'AlationAnswerMalformed',
    true,
  ],
  [
    'a revoked refresh token',
    json(201, regenerated({ token_status: 'REVOKED' })),
    'AlationAnswerMalformed',
    true,
  ],
  ['a sign-on page', text(200, '<html></html>'), 'AlationAnswerMalformed', true],
  ['500', text(500, ''), 'AlationUnavailable', true],
  ['a reset connection', reset(), 'AlationUnavailable', true],
  [
    '401 of Alation',
    json(401, { code: '401000', detail: 'Refresh token provided is invalid.' }),
    'CredentialRejected',
    undefined,
  ],
  ['403', json(403, {}), 'AlationForbidden', undefined],
  ['404', json(404, {}), 'AlationRequestRefused', undefined],
  ['429', json(429, {}), 'AlationThrottled', undefined],
  ['a redirect', redirect(302, 'https://sso.example/'), 'AlationRedirected', undefined],
] as const)(
  'a renewal that Alation answers with %s fails, and the error says whether Alation may have renewed the refresh token',
  async (_, reaction, code, sent) => {
    const alation = await startScriptedAlation(() => reaction);
    const failure = await failureOf(endpoints().regenerate(alation.origin, credential));
    expect({ code: failure.code, sent: failure.detail.sent }).toEqual({ code, sent });
    expect(alation.requests.length).toBeLessThanOrEqual(1);
  },
);
