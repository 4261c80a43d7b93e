import { expect, test } from 'vitest';
import type { PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import { acceptedSince, observedState } from '../../../functions/rotation/observed-state.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { accessTokenState, credentialState, integrationState, VERSION } from './state-fixture.ts';

const known = accessTokenState();
const published = (changes: Partial<PublishedAccessToken> = {}): PublishedAccessToken => ({
  accessToken: new Sensitive('x'.repeat(43)),
  tokenType: 'APIAccessToken',
  issuedAt: known.issuedAt,
  expiresAt: known.expiresAt,
  baseUrl: 'https://acme.alationcloud.com',
  credential: known.credential,
  userId: 102,
  ...changes,
});

test('tags that describe the published access token are used', () => {
  const state = integrationState();
  expect(observedState(state, published())).toEqual(state);
  expect(observedState(state, published()).accessToken).toBe(state.accessToken);
});

test.each([
  { what: 'another time of issue', changes: { issuedAt: known.issuedAt - 1 } },
  { what: 'another expiry', changes: { expiresAt: known.expiresAt + 1 } },
  { what: 'another credential', changes: { credential: 'b' } },
])('an access token with $what than in the tags counts as unverified', ({ changes }) => {
  const observed = published(changes);
  expect(observedState(integrationState(), observed).accessToken).toEqual({
    issuedAt: observed.issuedAt,
    expiresAt: observed.expiresAt,
    credential: observed.credential,
    verified: false,
  });
});

test('an access token without tags counts as unverified', () => {
  const state = integrationState({ accessToken: undefined });
  expect(observedState(state, published()).accessToken).toMatchObject({ verified: false });
});

test('without a published access token the access token in the tags is ignored', () => {
  const state = integrationState({ accessToken: accessTokenState() });
  expect(observedState(state, undefined)).toEqual({ ...state, accessToken: undefined });
});

test('an access token that is not newer than the tags does not end a rejection', () => {
  const state = integrationState({ credentials: [credentialState({ state: 'rejected' })] });
  expect(acceptedSince(state, published(), 'a', VERSION)).toBe(state.credentials);
});
