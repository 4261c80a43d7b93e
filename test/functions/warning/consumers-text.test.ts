import { expect, test } from 'vitest';
import { consumersNow, isLastCredential } from '../../../functions/warning/consumers-text.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  NOW,
} from '../rotation/state-fixture.ts';

test.each([
  {
    sentence: 'without a published access token',
    accessToken: undefined,
    text: 'Consumers have no access token: none is published.',
  },
  {
    sentence: 'at the expiry of the access token',
    accessToken: accessTokenState({ issuedAt: NOW - DAY_MS }),
    text: 'Consumers get 401 or 403: the published access token expired just now, on 2026-01-10 12:00 UTC.',
  },
  {
    sentence: 'two hours after the expiry of the access token',
    accessToken: accessTokenState({ issuedAt: NOW - DAY_MS - 2 * HOUR_MS }),
    text: 'Consumers get 401 or 403: the published access token expired 2 h ago, on 2026-01-10 10:00 UTC.',
  },
  {
    sentence: 'with an unverified access token',
    accessToken: accessTokenState({ verified: false }),
    text: 'The published access token may be inactive: consumers may get 401 or 403.',
  },
  {
    sentence: 'with a verified access token',
    accessToken: accessTokenState(),
    text: 'Consumers can use the published access token until 2026-01-11 11:00 UTC.',
  },
  {
    sentence: 'with an effect that names the expiry',
    accessToken: accessTokenState(),
    effect: 'Consumers get no update until it expires.',
    text: 'Consumers get no update until 2026-01-11 11:00 UTC.',
  },
  {
    sentence: 'with an effect that does not name the expiry',
    accessToken: accessTokenState(),
    effect: 'Consumers are not affected.',
    text: 'Consumers are not affected. The published access token expires on 2026-01-11 11:00 UTC.',
  },
])('$sentence the effect on consumers is: $text', ({ accessToken, effect, text }) => {
  expect(consumersNow(integrationState({ accessToken }), NOW, effect)).toBe(text);
});

const [expiring, expiresAt] = [credentialState(), NOW + 50 * DAY_MS];

test.each([
  { sentence: 'without another credential', others: [], isLast: true },
  {
    sentence: 'with another credential that expires days before',
    others: [{ expiresAt: expiresAt - 9 * DAY_MS }],
    isLast: true,
  },
  {
    sentence: 'with another credential that expires 12 h before',
    others: [{ expiresAt: expiresAt - 12 * HOUR_MS }],
    isLast: true,
  },
  {
    sentence: 'with another credential that expires less than 12 h later',
    others: [{ expiresAt: expiresAt + 12 * HOUR_MS - 1 }],
    isLast: true,
  },
  {
    sentence: 'with another credential that expires 12 h later',
    others: [{ expiresAt: expiresAt + 12 * HOUR_MS }],
    isLast: false,
  },
  {
    sentence: 'with another credential that does not expire',
    others: [{ expiresAt: undefined }],
    isLast: false,
  },
  {
    sentence: 'with a rejected credential that does not expire',
    others: [{ expiresAt: undefined, state: 'rejected' as const }],
    isLast: true,
  },
])('a refresh token $sentence is the last credential: $isLast', ({ others, isLast }) => {
  const credentials = [expiring, ...others.map((other) => credentialState({ name: 'b', ...other }))];
  expect(isLastCredential(expiring, integrationState({ credentials }), NOW)).toBe(isLast);
});
